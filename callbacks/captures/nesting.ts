/** Deeper values would exhaust the stack of whoever reads the bundle. */
export const NESTING_LIMIT = 1000;
export const NESTED_TOO_DEEP = `an object more than ${NESTING_LIMIT} levels deep in others`;
