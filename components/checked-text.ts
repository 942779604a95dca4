import { Output, type Input } from "@pulumi/pulumi";

/** A text that is checked at once if it is known, else as soon as it is. @throws what the check throws */
export function checkedText(value: Input<string>, check: (known: string) => void): Input<string> {
  const checked = (known: string): string => {
    check(known);
    return known;
  };
  if (Output.isInstance(value)) return value.apply(checked);
  return value instanceof Promise ? value.then(checked) : checked(value);
}
