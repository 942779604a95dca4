import { toText } from "./java-text";

/** Velocity's truth: everything but null and false, so `""` and `0` are true. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

type Operator = (left: unknown, right: unknown) => unknown;

/** Velocity's binary operators that look at both sides. Arithmetic without two numbers is null, and a comparison is false. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "+": (left, right) =>
    (typeof left === "string" && exists(right)) || (typeof right === "string" && exists(left))
      ? toText(left) + toText(right)
      : arithmetic(left, right, (a, b) => a + b),
  "-": (left, right) => arithmetic(left, right, (a, b) => a - b),
  "*": (left, right) => arithmetic(left, right, (a, b) => a * b),
  "/": (left, right) => arithmetic(left, right, divide),
  "%": (left, right) => arithmetic(left, right, (a, b) => (b === 0 ? null : a % b)),
  "==": (left, right) => equal(left, right),
  // API Gateway's Velocity answers false, not true, when a side of != is missing (recorded).
  "!=": (left, right) => exists(left) && exists(right) && !equal(left, right),
  ">": (left, right) => compare(left, right, (a, b) => a > b),
  ">=": (left, right) => compare(left, right, (a, b) => a >= b),
  "<": (left, right) => compare(left, right, (a, b) => a < b),
  "<=": (left, right) => compare(left, right, (a, b) => a <= b),
};

function exists(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** Numbers by value, everything else by its text, as Velocity 1.6 and later compare values of different classes. */
export function equal(left: unknown, right: unknown): boolean {
  if (!exists(left) || !exists(right)) return exists(left) === exists(right);
  if (typeof left === typeof right && typeof left !== "object") return left === right;
  return toText(left) === toText(right);
}

function arithmetic(
  left: unknown,
  right: unknown,
  calculate: (a: number, b: number) => number | null,
): number | null {
  return typeof left === "number" && typeof right === "number" ? calculate(left, right) : null;
}

/** Two integers divide as in Java: `7 / 2` is 3. */
function divide(a: number, b: number): number | null {
  if (b === 0) return null;
  return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
}

function compare(left: unknown, right: unknown, holds: (a: number, b: number) => boolean): boolean {
  return typeof left === "number" && typeof right === "number" && holds(left, right);
}
