import { Config, getStack } from "@pulumi/pulumi";
import { z } from "zod";

const Throttle = z.strictObject({ ratePerSecond: z.number().positive(), burst: z.int().positive() });

const Settings = z.strictObject({
  api: z.strictObject({
    /** For every route but registration and login. */
    throttle: Throttle,
    signInThrottle: Throttle,
    /** Origins of the pages that may call the API. */
    allowedOrigins: z.array(z.string()),
  }),
  data: z.strictObject({ deletionProtection: z.boolean(), pointInTimeRecovery: z.boolean() }),
  logRetentionDays: z.literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ]),
  /** How long a login lasts; Cognito gives at most a day. */
  tokenDurationHours: z.int().min(1).max(24),
  /** Whether this stack sets the account's API Gateway log role: true in one stack of an account and region. */
  manageGatewayAccount: z.boolean(),
});

export type StackConfiguration = z.output<typeof Settings>;

/**
 * What differs between stacks, from `Pulumi.<stack>.yaml`.
 * @throws Error naming every key that is missing or wrong, and the file.
 */
export function readStackConfiguration(): StackConfiguration {
  const config = new Config();
  const values = Object.fromEntries(Object.keys(Settings.shape).map((key) => [key, config.getObject(key)]));
  const result = Settings.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `  ${config.name}:${path.join(".")}: ${message}`,
  );
  throw new Error(`Pulumi.${getStack()}.yaml:\n${problems.join("\n")}`);
}
