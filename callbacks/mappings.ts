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
const VALUES = new Uint8Array(128);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;
const [COMMA, SEMICOLON] = [",".charCodeAt(0), ";".charCodeAt(0)];

/**
 * Reads the `mappings` field of a source map (base 64 VLQ, each number relative to the one before). The visitor is always
 * given the same object: a map of a bundle has tens of thousands of points.
 */
export function readMappings(mappings: string, visit: (segment: Readonly<Segment>) => void): void {
  const segment: Segment = { line: 0, column: 0, source: -1, sourceLine: 0, sourceColumn: 0, name: -1 };
  const numbers = [0, 0, 0, 0, 0];
  let [source, name, count, value, shift] = [0, 0, 0, 0, 0];
  for (let index = 0; index <= mappings.length; index++) {
    const code = index < mappings.length ? mappings.charCodeAt(index) : SEMICOLON;
    if (code !== COMMA && code !== SEMICOLON) {
      const bits = VALUES[code]!;
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits & 32) continue;
      numbers[count++] = value & 1 ? -(value >> 1) : value >> 1;
      value = shift = 0;
      continue;
    }
    if (count > 0) {
      segment.column += numbers[0]!;
      if (count > 1) {
        source += numbers[1]!;
        segment.sourceLine += numbers[2]!;
        segment.sourceColumn += numbers[3]!;
      }
      if (count > 4) name += numbers[4]!;
      segment.source = count > 1 ? source : -1;
      segment.name = count > 4 ? name : -1;
      visit(segment);
      count = 0;
    }
    if (code === SEMICOLON) {
      segment.line++;
      segment.column = 0;
    }
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
