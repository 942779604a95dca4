import { Output, type Input } from "@pulumi/pulumi";
import type { Statement } from "../policies";
import { checkedText } from "./checked-text";
import { ConfigError } from "./config-error";

/** A queue or a topic by its ARN, or as the resource itself. */
type Target = Input<string> | { readonly arn: Input<string> };

/** An SQS queue or an SNS topic. A FIFO one is not possible: Lambda does not send to it. */
export type DeadLetter =
  { readonly queue: Target; readonly topic?: never } | { readonly topic: Target; readonly queue?: never };

export interface DeadLetterSpec {
  readonly targetArn: Input<string>;
  /** What the function's role needs for it, and no more. */
  readonly statement: () => Statement<"identity">;
}

/** @throws ConfigError naming the route. */
export function deadLetterSpec(key: string, given: DeadLetter): DeadLetterSpec {
  const kinds = typeof given === "object" ? Object.keys(given) : [];
  const [kind] = kinds;
  if (kinds.length !== 1 || (kind !== "queue" && kind !== "topic"))
    throw new ConfigError(`${key}: deadLetter needs one of { queue } and { topic }`);
  const target = given[kind]!;
  const arn = isResource(target) ? target.arn : target;
  const targetArn = checkedText(arn, (known) => checkArn(key, kind, known));
  return {
    targetArn,
    // The policy modules are loaded only for programs that use them.
    statement: () =>
      kind === "queue"
        ? sqs().allow("SendMessage").on({ queue: targetArn })
        : sns().allow("Publish").on({ topic: targetArn }),
  };
}

/** An Output answers for any property, so it is asked for first. */
const isResource = (target: Target): target is { readonly arn: Input<string> } =>
  typeof target === "object" && !Output.isInstance(target) && !(target instanceof Promise);

function checkArn(key: string, kind: "queue" | "topic", arn: unknown): void {
  const service = kind === "queue" ? "sqs" : "sns";
  if (typeof arn !== "string" || !new RegExp(`^arn:aws[a-z-]*:${service}:[^:]+:\\d{12}:[^:*]+$`).test(arn))
    throw new ConfigError(`${key}: deadLetter.${kind} is ${JSON.stringify(arn)}; use the ${kind} or its ARN`);
  if (arn.endsWith(".fifo"))
    throw new ConfigError(
      `${key}: deadLetter.${kind} is ${arn}; Lambda takes no FIFO ${kind}, use a standard one`,
    );
}

const sqs = () => (require("../policies/services/sqs") as typeof import("../policies/services/sqs")).sqs;
const sns = () => (require("../policies/services/sns") as typeof import("../policies/services/sns")).sns;
