const LONGEST = 300;

/** Cuts what a caller may have made long on purpose. */
export const shorten = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;

/**
 * Keeps a log entry on one line that reads as it is written: a caller's line break must not begin an entry of
 * its own, nor a mark for the direction of writing turn its text around.
 */
export const escapeControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (control) => `\\u{${control.codePointAt(0)!.toString(16)}}`);
