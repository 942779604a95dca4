/** A point of the generated code and, where `source` is not -1, of the source it came from. All count from 0. */
export interface Segment {
  line: number;
  column: number;
  source: number;
  sourceLine: number;
  sourceColumn: number;
  /** -1 where the point has no name. */
  name: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const [COMMA, SEMICOLON] = [",".charCodeAt(0), ";".charCodeAt(0)];
/** In a digit's value: another one follows. */
const CONTINUES = 32;
/** Greater than any digit's value. */
const SEPARATOR = 64;
const VALUES = new Uint8Array(256);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;
VALUES[COMMA] = VALUES[SEMICOLON] = SEPARATOR;

/**
 * Reads the `mappings` field of a source map (base 64 VLQ, each number relative to the one before). The visitor is always
 * given the same object: a map of a bundle has tens of thousands of points.
 */
export function readMappings(mappings: string, visit: (segment: Readonly<Segment>) => void): void {
  const reader = new MappingsReader(mappings);
  while (reader.next()) visit(reader.segment);
}

/** Small methods, called often: V8 compiles them long before it would a single loop over everything. */
class MappingsReader {
  readonly segment: Segment = {
    line: 0,
    column: 0,
    source: -1,
    sourceLine: 0,
    sourceColumn: 0,
    name: -1,
  };
  private readonly digits: Uint8Array;
  private at = 0;
  private source = 0;
  private name = 0;

  constructor(mappings: string) {
    // The separator at the end stops every number: no method need look for the end itself.
    this.digits = Buffer.from(`${mappings};`, "latin1");
  }

  /** Moves on to the next point; false at the end. */
  next(): boolean {
    while (!this.hasNumber()) {
      if (this.at === this.digits.length - 1) return false;
      if (this.digits[this.at++] === SEMICOLON) this.startLine();
    }
    const { segment } = this;
    segment.column += this.number();
    segment.source = segment.name = -1;
    if (!this.hasNumber()) return true;
    segment.source = this.source += this.number();
    segment.sourceLine += this.number();
    segment.sourceColumn += this.number();
    if (this.hasNumber()) segment.name = this.name += this.number();
    return true;
  }

  private startLine(): void {
    this.segment.line++;
    this.segment.column = 0;
  }

  private hasNumber(): boolean {
    return VALUES[this.digits[this.at]!]! < SEPARATOR;
  }

  private number(): number {
    let value = 0;
    let bits = CONTINUES;
    for (let shift = 0; bits & CONTINUES; shift += 5) {
      bits = VALUES[this.digits[this.at++]!]!;
      value |= (bits & 31) << shift;
    }
    return value & 1 ? -(value >> 1) : value >> 1;
  }
}

/** Writes a `mappings` field, point by point in the order of the generated code. */
export class MappingsWriter {
  private text = "";
  private readonly last: Segment = { line: 0, column: 0, source: 0, sourceLine: 0, sourceColumn: 0, name: 0 };
  private isFirst = true;

  add({ line, column, source, sourceLine, sourceColumn, name }: Readonly<Segment>): void {
    for (; this.last.line < line; this.last.line++) {
      this.text += ";";
      this.last.column = 0;
      this.isFirst = true;
    }
    if (!this.isFirst) this.text += ",";
    this.isFirst = false;
    this.step("column", column);
    if (source === -1) return;
    this.step("source", source);
    this.step("sourceLine", sourceLine);
    this.step("sourceColumn", sourceColumn);
    if (name !== -1) this.step("name", name);
  }

  toString(): string {
    return this.text;
  }

  private step(field: Exclude<keyof Segment, "line">, value: number): void {
    this.text += encode(value - this.last[field]);
    this.last[field] = value;
  }
}

function encode(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}
