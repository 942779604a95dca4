/** A point of the generated code and, unless it maps to nothing, of the source it came from. All count from 0. */
export interface Segment {
  readonly column: number;
  readonly source?: number;
  readonly line?: number;
  readonly sourceColumn?: number;
  readonly name?: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** The `mappings` field of a source map (base 64 VLQ, each number relative to the one before), line by line. */
export function decodeMappings(mappings: string): Segment[][] {
  const previous = { source: 0, line: 0, sourceColumn: 0, name: 0 };
  return mappings.split(";").map((line) => {
    let column = 0;
    return line.split(",").flatMap((text) => {
      const [toColumn, source, toLine, toSourceColumn, name] = decodeNumbers(text);
      if (toColumn === undefined) return [];
      column += toColumn;
      if (source === undefined) return [{ column }];
      previous.source += source;
      previous.line += toLine!;
      previous.sourceColumn += toSourceColumn!;
      if (name !== undefined) previous.name += name;
      const { name: currentName, ...position } = previous;
      return [{ column, ...position, ...(name !== undefined && { name: currentName }) }];
    });
  });
}

export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  const previous = { source: 0, line: 0, sourceColumn: 0, name: 0 };
  const step = (field: keyof typeof previous, value: number): string => {
    const text = encodeNumber(value - previous[field]);
    previous[field] = value;
    return text;
  };
  return lines
    .map((segments) => {
      let column = 0;
      return segments
        .map((segment) => {
          let text = encodeNumber(segment.column - column);
          column = segment.column;
          if (segment.source === undefined) return text;
          text +=
            step("source", segment.source) +
            step("line", segment.line!) +
            step("sourceColumn", segment.sourceColumn!);
          return segment.name === undefined ? text : text + step("name", segment.name);
        })
        .join(",");
    })
    .join(";");
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of text) {
    const bits = VALUE.get(digit)!;
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

function encodeNumber(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}
