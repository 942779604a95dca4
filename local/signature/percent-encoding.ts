/** What each byte becomes in a canonical request: unreserved characters stay, all others are `%XX` in upper case. */
const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-._~]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});
const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;
const NO_BYTE = /[^\0-\xff]/;
const HEX_PAIR = /^[0-9A-Fa-f]{2}$/;

/** Text as bytes, one per character. Characters that no byte can hold did not come from the wire: they are taken as UTF-8. */
export function toByteString(text: string): string {
  return NO_BYTE.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** Encodes every byte, a `%` too: `%20` becomes `%2520`. */
export function percentEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  const bytes = toByteString(text);
  let encoded = "";
  for (let i = 0; i < bytes.length; i++) encoded += ENCODED[bytes.charCodeAt(i)];
  return encoded;
}

/** Decodes what is encoded and encodes it again, so that one value has one spelling. A `%` without two hex digits stands for itself. */
export function percentRecode(text: string, plus: "space" | "literal"): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  const bytes = toByteString(text);
  let encoded = "";
  for (let i = 0; i < bytes.length; i++) {
    const character = bytes[i];
    const pair = character === "%" ? bytes.slice(i + 1, i + 3) : "";
    if (HEX_PAIR.test(pair)) {
      encoded += ENCODED[parseInt(pair, 16)];
      i += 2;
    } else if (character === "+" && plus === "space") encoded += "%20";
    else encoded += ENCODED[bytes.charCodeAt(i)];
  }
  return encoded;
}

/** Undoes `percentRecode`, to bytes. */
export function percentDecode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  return encoded.replace(/%([0-9A-F]{2})/g, (_, pair: string) => String.fromCharCode(parseInt(pair, 16)));
}
