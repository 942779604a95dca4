/** Loaded when a source is first analysed: it takes a quarter of a second, and a start with everything kept needs none of it. */
export const loadTypeScript = (): typeof import("typescript") =>
  require("typescript") as typeof import("typescript");

export type TypeScript = ReturnType<typeof loadTypeScript>;
