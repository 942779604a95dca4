import { compileExpression, compileReference, compileSet, type Evaluate } from "./compile-expression";
import { toText } from "./java-text";
import { isTrue } from "./operators";
import { joinText, parseTemplate } from "./parse-template";
import type { RenderState } from "./render-state";
import { TemplateError } from "./template-error";
import type { Block, BlockEntry, Expression, Node } from "./template-syntax";

/** Renders one piece; what it returns ends the loop around it, or the whole template. */
export type Render = (state: RenderState) => Signal;
type Signal = "break" | "stop" | undefined;

/** Where API Gateway ends a #foreach. */
const MAX_ITERATIONS = 1000;

export function compileBlock(nodes: readonly Node[]): Render {
  const parts = joinText(nodes).map(compileNode);
  return (state) => {
    for (const part of parts) {
      const signal = part(state);
      if (signal) return signal;
    }
    return undefined;
  };
}

function compileNode(node: Node): Render {
  if (typeof node === "string") return compileText(node);
  if (isBlock(node)) return compileDirective(node);
  switch (node.type) {
    case "references": {
      const value = compileReference(node, interpolate);
      return writing((state) => toText(value(state)));
    }
    case "set": {
      const set = compileSet(node, interpolate);
      return (state) => {
        set(state);
        return undefined;
      };
    }
    case "raw":
      return writing(() => node.value);
    case "comment":
      return () => undefined;
    case "break":
      return () => "break";
    case "macro_call":
      if (node.id === "stop") return () => "stop";
      return refuseDirective(node.id);
    default:
      throw new TemplateError(`#${(node as { readonly type: string }).type} stands outside an #if.`);
  }
}

function writing(text: (state: RenderState) => string): Render {
  return (state) => {
    state.output += text(state);
    return undefined;
  };
}

function isBlock(node: Exclude<Node, string>): node is Block {
  return Array.isArray(node);
}

const FORBIDDEN = /#\{?(macro|parse|include|evaluate|define|noescape)\b/;
const STOP = /#(?:stop\b|\{stop\})/;

/** `#stop` reaches us as text, because the parser only knows directives with parentheses. */
function compileText(text: string): Render {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden) refuseDirective(forbidden[1] ?? "");
  const stop = STOP.exec(text);
  const shown = stop ? text.slice(0, stop.index) : text;
  return (state) => {
    state.output += shown;
    return stop ? "stop" : undefined;
  };
}

function refuseDirective(name: string): never {
  throw new TemplateError(
    `API Gateway has no directive #${name}. It has #set, #if, #elseif, #else, #foreach, #break, #stop and #end; ` +
      `for text that begins with "#", write #[[#${name}]]#.`,
  );
}

function compileDirective([start, ...entries]: Block): Render {
  switch (start.type) {
    case "if":
      return compileIf(start.condition, entries);
    case "foreach":
      return compileForeach(start.to, start.from, entries as readonly Node[]);
    case "define":
    case "macro":
    case "macro_body":
    case "noescape":
      return refuseDirective(start.type === "macro_body" ? "macro" : start.type);
  }
}

function compileIf(condition: Expression, entries: readonly BlockEntry[]): Render {
  const branches: { readonly condition: Evaluate | undefined; readonly nodes: Node[] }[] = [];
  let nodes: Node[] = [];
  branches.push({ condition: compileExpression(condition, interpolate), nodes });
  for (const entry of entries) {
    if (typeof entry === "object" && "type" in entry && (entry.type === "elseif" || entry.type === "else")) {
      nodes = [];
      const next = entry.type === "elseif" ? compileExpression(entry.condition, interpolate) : undefined;
      branches.push({ condition: next, nodes });
    } else nodes.push(entry);
  }
  const compiled = branches.map((branch) => ({
    condition: branch.condition,
    render: compileBlock(branch.nodes),
  }));
  return (state) =>
    compiled.find((branch) => !branch.condition || isTrue(branch.condition(state)))?.render(state);
}

function compileForeach(name: string, from: Expression, content: readonly Node[]): Render {
  const values = compileExpression(from, interpolate);
  const render = compileBlock(content);
  return (state) => {
    const items = itemsOf(values(state));
    const outer = [name, "foreach", "velocityCount"].map(
      (local) => [local, state.locals.get(local)] as const,
    );
    let signal: Signal = undefined;
    for (const [index, item] of items.entries()) {
      const hasNext = index + 1 < items.length;
      state.locals.set(name, item);
      state.locals.set("foreach", { index, count: index + 1, hasNext, first: index === 0, last: !hasNext });
      state.locals.set("velocityCount", index + 1);
      signal = render(state);
      if (signal) break;
    }
    for (const [local, value] of outer) state.locals.set(local, value);
    return signal === "stop" ? "stop" : undefined;
  };
}

/** A list's elements, a map's values; nothing for anything else. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === null || typeof value !== "object") return [];
  return (Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)).slice(
    0,
    MAX_ITERATIONS,
  );
}

/** A double-quoted string: a template of its own. */
function interpolate(source: string): Evaluate {
  const render = compileBlock(parseTemplate(source));
  return (state) => {
    const outer = state.output;
    state.output = "";
    render(state);
    const text = state.output;
    state.output = outer;
    return text;
  };
}
