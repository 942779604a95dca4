import { refusePromise } from "./load-document";
import { MisuseError } from "./misuse-error";
import type { Named } from "./subject";

/** Something that a program makes, as a test can name it. */
export interface NamedArn {
  /** The logical name. */
  readonly name: string;
  /** Pulumi's type token. */
  readonly type: string;
  readonly arn: string;
}

/** What can be told of an object that stands for a resource. */
interface Handle {
  /** Of a graph's resource. */
  readonly outputs?: { readonly arn?: unknown };
  /** Of a Pulumi resource; the SDK keeps them on the object, where its ARN is still an Output. */
  readonly __name?: string;
  readonly __pulumiType?: string;
}

/**
 * The ARN of what a test names by its logical name, a graph's resource or a Pulumi resource.
 *
 * @throws MisuseError naming those there are: a name that fits nothing is allowed nothing, so a denial would
 *   say nothing
 */
export function findArn(named: Named, among: readonly NamedArn[], what: string): string {
  refusePromise(named, what);
  if (typeof named === "string") return only(named, among, ({ name }) => name === named, what);
  const { outputs, __name: name, __pulumiType: type } = named as Handle;
  if (typeof outputs?.arn === "string") return outputs.arn;
  if (typeof name !== "string" || typeof type !== "string") {
    throw new MisuseError(`${what} must be an ARN, a logical name, or a resource that has an ARN`);
  }
  return only(name, among, (one) => one.name === name && one.type === type, what);
}

// oxlint-disable-next-line max-params -- what is looked for, among what, how, and its name in the message
function only(
  name: string,
  among: readonly NamedArn[],
  fits: (one: NamedArn) => boolean,
  what: string,
): string {
  const arns = [...new Set(among.filter(fits).map(({ arn }) => arn))];
  if (arns.length === 1) return arns[0]!;
  if (arns.length > 1) {
    throw new MisuseError(`${name} is the name of ${arns.join(" and ")}: give the ARN, or the resource`);
  }
  const names = [...new Set(among.map((one) => one.name))].sort().join(", ");
  throw new MisuseError(`no ${what} is named ${name}; there are ${names === "" ? "none" : names}`);
}
