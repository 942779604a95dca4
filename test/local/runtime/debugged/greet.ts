import { ok } from "../../../../handler";

/** Its fourth line of code is where the test stops it. */
export const greet = async () => {
  const greeting: string = ["hello", "debugger"].join(", ");
  return ok({ greeting });
};
