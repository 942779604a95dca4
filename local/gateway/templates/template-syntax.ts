// The nodes that velocityjs's parser makes, as far as mapping templates may use them. Its own declarations are looser than its output.

export type Node =
  | string
  | Reference
  | SetDirective
  | { readonly type: "break" }
  | { readonly type: "comment" }
  | { readonly type: "raw"; readonly value: string }
  | { readonly type: "macro_call"; readonly id: string }
  | Block;

/** Directive first, content after it. */
export type Block = readonly [BlockStart, ...BlockEntry[]];
export type BlockEntry = Node | ElseIf | { readonly type: "else" };
export type BlockStart =
  | { readonly type: "if"; readonly condition: Expression }
  | { readonly type: "foreach"; readonly to: string; readonly from: Expression }
  | { readonly type: "define" | "macro" | "macro_body" | "noescape" };
interface ElseIf {
  readonly type: "elseif";
  readonly condition: Expression;
}

export interface Reference {
  readonly type: "references";
  readonly id: string;
  readonly path?: readonly Access[];
  /** Present when the reference itself is called, as in `$name(…)`. */
  readonly args?: unknown;
}

export type Access =
  | { readonly type: "property"; readonly id: string }
  | { readonly type: "index"; readonly id: Expression }
  | { readonly type: "method"; readonly id: string; readonly args?: readonly Expression[] | false };

export interface SetDirective {
  readonly type: "set";
  readonly equal: readonly [Reference, Expression];
}

export type Expression =
  | Reference
  | { readonly type: "string"; readonly value: string; readonly isEval?: boolean }
  | { readonly type: "integer" | "decimal"; readonly value: string | number }
  | { readonly type: "bool"; readonly value: "true" | "false" | "null" }
  | {
      readonly type: "array";
      readonly isRange: true;
      readonly value: readonly (Expression | string | number)[];
    }
  | { readonly type: "array"; readonly isRange?: false; readonly value: readonly Expression[] }
  | { readonly type: "map"; readonly value: Readonly<Record<string, Expression>> | undefined }
  | { readonly type: "math"; readonly operator: string; readonly expression: readonly Expression[] }
  | { readonly type: "runt"; readonly value: string };
