import { compileTemplate, type MappingTemplate } from "../mapping-template";
import type { DocumentNode } from "./document-node";

/** Mapping templates by MIME type in lower case, and `$default`. */
export function readTemplates(node: DocumentNode | undefined): ReadonlyMap<string, MappingTemplate> {
  return new Map(
    (node?.entries() ?? []).map(([type, template]) => [type.toLowerCase(), template.parsed(compileTemplate)]),
  );
}
