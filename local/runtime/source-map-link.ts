/** At a file's end, or as `bundleCallback` has it: in a text that is evaluated, which Node reads as a link too. */
const AT_END = /\n\/\/# sourceMappingURL=(\S+)\s*$/;
const EVALUATED = /try\{\(0,eval\)\([^;]*"MappingURL=([^"]+)"\)\}catch\{\}/;
/** How far into a file an evaluated link is looked for. */
const BEGINNING = 1_000;

/** Where a module says its source map is, relative to itself. */
export function sourceMapLink(text: string): string | undefined {
  return (AT_END.exec(text) ?? EVALUATED.exec(text.slice(0, BEGINNING)))?.[1];
}

/** The module with one link, and that at its end, where debuggers look for it. */
export function withSourceMapLink(text: string, link: string): string {
  const beginning = text.slice(0, BEGINNING).replace(EVALUATED, "");
  const rest = `${beginning}${text.slice(BEGINNING)}`.replace(AT_END, "");
  return `${rest}\n//# sourceMappingURL=${link}\n`;
}
