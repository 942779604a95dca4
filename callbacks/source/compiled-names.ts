import type { SourceMap } from "node:module";
import { readMappings } from "../mappings";

interface Generated {
  readonly line: number;
  readonly column: number;
  readonly isRenamed: boolean;
}

/**
 * Compilers rename variables: esbuild, and with it tsx, does so wherever an inner name shadows an outer one. The source map
 * tells where a name came to lie, and the script what it is called there.
 */
export class CompiledNames {
  private generated: ReadonlyMap<string, readonly Generated[]> | undefined;
  private lines: readonly string[] | undefined;
  private readonly map: SourceMap;
  private readonly origin: string;
  private readonly script: string;

  constructor(map: SourceMap, origin: string, script: string) {
    this.map = map;
    this.origin = origin;
    this.script = script;
  }

  /**
   * The name in the script; `undefined` where variables of this name are renamed and the map does not say what became of
   * this one. Line and column count from 0 and say where the source
   * mentions the variable.
   */
  find(
    name: string,
    mentions: readonly { readonly line: number; readonly column: number }[],
  ): string | undefined {
    // Most scripts rename nothing, and then neither the map nor the script need be read.
    if (!this.map.payload.names?.includes(name)) return name;
    this.generated ??= this.indexMappings();
    this.lines ??= this.script.split("\n");
    for (const { line, column } of mentions) {
      const places = this.generated.get(`${line}:${column}`) ?? [];
      // `{ users }` becomes `{ users: users2 }`: of the two places the variable is the last.
      const place = places.find(({ isRenamed }) => isRenamed) ?? places.at(-1);
      const compiled =
        place &&
        /^[\p{ID_Continue}$\u200c\u200d]+/u.exec(this.lines[place.line]?.slice(place.column) ?? "")?.[0];
      if (compiled !== undefined && (place!.isRenamed || compiled === name)) return compiled;
    }
    return undefined;
  }

  private indexMappings(): Map<string, Generated[]> {
    const { mappings, sources } = this.map.payload;
    const source = sources.indexOf(this.origin);
    const generated = new Map<string, Generated[]>();
    readMappings(mappings, (segment) => {
      if (segment.source !== source) return;
      const key = `${segment.sourceLine}:${segment.sourceColumn}`;
      const place = { line: segment.line, column: segment.column, isRenamed: segment.name !== -1 };
      const places = generated.get(key);
      if (places) places.push(place);
      else generated.set(key, [place]);
    });
    return generated;
  }
}
