/** A number by its digits: doubles hold 16 of them, and would call two longer numbers equal. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without leading zeros: empty for a number below one. */
  readonly whole: string;
  /** Without trailing zeros. */
  readonly fraction: string;
}

/** Reads an integer or a decimal such as `-12.50`. Undefined for anything else, exponents included. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const whole = match[2]!;
  const fraction = match[3] ?? "";
  if (whole + fraction === "") return undefined;
  const digits = { whole: whole.slice(countZeros(whole)), fraction: withoutTrailingZeros(fraction) };
  return { ...digits, isNegative: match[1] === "-" && digits.whole + digits.fraction !== "" };
}

/** Negative if the first is less than the second, 0 if they are equal, else positive. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.isNegative !== right.isNegative) return left.isNegative ? -1 : 1;
  const [less, more] = left.isNegative ? [right, left] : [left, right];
  return (
    less.whole.length - more.whole.length ||
    compareTexts(less.whole, more.whole) ||
    compareTexts(less.fraction, more.fraction)
  );
}

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function countZeros(digits: string): number {
  let count = 0;
  while (digits[count] === "0") count++;
  return count;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
