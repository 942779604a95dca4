import { ok } from "../../../../../handler";

interface Numbers {
  readonly by: number;
}

function quotient(by: number): number {
  if (by === 0) throw new RangeError("division by zero");
  return 1 / by;
}

export const divide = (numbers: Numbers) => async () => ok({ quotient: quotient(numbers.by) });
