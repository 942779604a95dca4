/**
 * What the text of a file alone tells about a callback in it: plain JSON, so that it can be kept between runs and a warm
 * start needs no TypeScript compiler. Positions are offsets into the text; lines are counted from 1.
 */
export interface SourceAnalysis {
  /** Whether the file's code is strict, as that of every ES module is. */
  readonly isStrict: boolean;
  readonly callback: CallbackCode;
  /** Every name that the callback reaches outside itself, in the order it was first met. */
  readonly names: readonly Name[];
  readonly declarations: readonly Declaration[];
  /** What happens to the names after their declarations, in the order of the text. */
  readonly changes: readonly Change[];
  /** `import "./x"` statements. */
  readonly bareImports: readonly {
    readonly start: number;
    readonly from: string;
    readonly attributes: string;
  }[];
  /** The file's comments that say what its elements of JSX become. */
  readonly jsxPragmas: string;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of the author's text that is kept when it is needed. */
export interface Code extends Span {
  readonly references: readonly Reference[];
  /** Where the names that this code itself declares occur in it. */
  readonly own: readonly { readonly name: number; readonly occurrences: readonly Occurrence[] }[];
  /** Names that elements of JSX stand for without writing them. No other name can take their place. */
  readonly implied: readonly number[];
  /** Names that nothing in the file declares. */
  readonly globals: readonly string[];
  /** Parts that must not be in the kept text: `export`, `default`. */
  readonly blanks: readonly Span[];
  /** The first reason why this code cannot run anywhere but where it stands. */
  readonly refusal?: Refusal;
}

export interface CallbackCode {
  readonly code: Code;
  /** What goes before and after the text so that it becomes an expression. */
  readonly head: string;
  readonly tail: string;
  readonly line: number;
}

export interface Refusal {
  readonly problem: string;
  readonly remedy: string;
  readonly line: number;
}

export interface Occurrence {
  readonly start: number;
  /** `{ users }`: a new name must be written `{ users: newName }`. */
  readonly shorthand: boolean;
}

export interface Reference {
  readonly name: number;
  readonly uses: readonly Use[];
  readonly occurrences: readonly Occurrence[];
  /** Whether it is read when the code runs, and not only when a function in it is called. */
  readonly isEager: boolean;
  /** Whether the code, or the function that it is, calls it itself, and not only a function within. */
  readonly isCalled: boolean;
  /** Whether the code, or the function that it is, mentions it itself. */
  readonly isDirect: boolean;
}

/** A statement such as `app.use(cors)` or `Point.origin = zero`: where the name's declaration runs again, so must it. */
export interface Change {
  /** Absent for what is changed of a built-in: it is there for all code. */
  readonly name?: number;
  /** A global that is changed for those who mention it. */
  readonly global?: string;
  /** Another module of the project that it uses, where the name is an import: it concerns those that share modules with it. */
  readonly through?: string;
  /** The name that it declares, if it is a declaration such as `const id = ids.next()`: taken by source then. */
  readonly declares?: number;
  readonly code: Code;
  /** Whether it is made for what it does to the name. Any other may be no more than a use of it. */
  readonly isCertain: boolean;
  /** Whether it only hands on a function that changes it, which is of interest where the statement runs again anyhow. */
  readonly isCarried: boolean;
  /** Whether it runs whenever a function around it is called, and not when the file is loaded. */
  readonly isLocal: boolean;
  readonly line: number;
}

/** Any one of the values that an object, a list, a Map or a Set holds. */
export const EACH = 1;
/** Any one of the values that going through it gives: of a Map, pairs. */
export const ITEM = 2;

/** A property's name, or what stands for all that something holds. */
export type Step = string | typeof EACH | typeof ITEM;

/** How a captured variable is used: the properties that are followed, and what is done with the value at their end. */
export interface Use {
  readonly path: readonly Step[];
  /**
   * `presence`: only asked whether it is there. `text`: put into a string. `call`: called as a method. `json`: written as
   * JSON. `operand`: compared or calculated with. `parts`: gone through, spread, or asked for its keys.
   */
  readonly as: "value" | "call" | "text" | "presence" | "json" | "operand" | "parts";
  readonly line: number;
  /**
   * What is done with a `value` where it is handed on to, if that is known; of a `call`, with what holds the method. It counts
   * only for what is, or holds, an Output or a resource: any other value is taken as it is.
   */
  readonly further?: readonly Use[];
}

export interface Name {
  readonly text: string;
  /** Index into the declarations. */
  readonly declaration: number;
  readonly topLevel: boolean;
  /** Whether another variable of this name lies between it and the callback. */
  readonly isShadowed: boolean;
  /** Whether anything in the file assigns to it after its declaration. */
  readonly assigned: boolean;
  /** Whether that happens when the file is loaded, further down than the callback ends. */
  readonly assignedLater: boolean;
  /** Compilers keep it as a property of its namespace, where no closure sees it. */
  readonly isNamespaceExport: boolean;
}

export type Declaration = ImportDeclaration | CodeDeclaration | VariableDeclaration | ValueDeclaration;

export interface ImportDeclaration {
  readonly kind: "import";
  readonly start: number;
  readonly from: string;
  /** An exported name, `default`, `*` for the namespace, or `=` for `import x = require("…")`. */
  readonly imported: string;
  /** `with { … }`, as written. */
  readonly attributes: string;
  readonly line: number;
}

/** A function, class, enum or namespace: always taken by source. */
export interface CodeDeclaration {
  readonly kind: "code";
  readonly what: "function" | "class" | "enum" | "namespace";
  /** More than one where declarations merge. */
  readonly parts: readonly Code[];
  /** Whether this is the callback itself, reached by its name. */
  readonly isCallback: boolean;
  /** Declared in a function, and so evaluated whenever that is called. */
  readonly isLocal: boolean;
  readonly line: number;
}

export interface VariableDeclaration {
  readonly kind: "variable";
  readonly keyword: "const" | "let" | "var";
  /** `function` and `require` are taken by source; any other initializer only if its value is not data. */
  readonly initializer: "function" | "require" | "undefined" | "expression" | "none";
  /** What a `require` names. */
  readonly from?: string;
  readonly code: Code;
  /** Whether the initializer is nothing but a name, or a property of one: `app`, `app.routes`. */
  readonly isPart: boolean;
  /** Whether the initializer says all of its value itself: `[]`, `{ tags: ["a"] }`, `new Map()`. */
  readonly isLiteral: boolean;
  /** Whether the initializer is the callback itself. */
  readonly isCallback: boolean;
  /** Declared in a function, and so evaluated whenever that is called. */
  readonly isLocal: boolean;
  /** Declared further down in the same scope than the callback ends. */
  readonly afterCallback: boolean;
  readonly line: number;
}

/** A parameter, a loop's variable, a caught error: it has a value only while the program runs. */
export interface ValueDeclaration {
  readonly kind: "value";
  readonly what: string;
  readonly line: number;
}
