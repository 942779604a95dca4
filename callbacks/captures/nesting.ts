/** Deeper values would exhaust the stack: of the deployment, or of whoever reads the bundle. */
export const NESTING_LIMIT = 500;
export const NESTED_TOO_DEEP = `an object with others in it more than ${NESTING_LIMIT} levels deep`;

/** As much of a deep path as says which it is. */
export const beginningOf = (path: string): string => path.split(".").slice(0, 3).join(".");
