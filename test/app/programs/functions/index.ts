import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager";
import { Parameter } from "@pulumi/aws/ssm";
import { output, secret as confidential } from "@pulumi/pulumi";
import {
  defineRoutes,
  open,
  parameter,
  rawHandler,
  route,
  secret,
  SecureServerlessApi,
} from "../../../../components";
import { secretsmanager } from "../../../../policies/services/secretsmanager";
import { ssm } from "../../../../policies/services/ssm";
import { divide } from "./functions/divide";
import { quote } from "./functions/quote";
import { readLetter } from "./functions/read-letter";
import { readSettings } from "./functions/read-settings";

const auth = open("the test looks at what the functions do");

const key = parameter(confidential("the key of the supplier"));
const token = secret(output("the token of the supplier"));

const allowed = new Parameter("allowed", { type: "String", value: "to be read" });
const other = new Parameter("other", { type: "String", value: "not to be read" });
const ownToken = new Secret("own-token");
new SecretVersion("own-token", { secretId: ownToken.id, secretString: "a token" });

const api = new SecureServerlessApi("functions", {
  routes: defineRoutes(
    route("GET /division", { auth, handler: divide({ by: 0 }) }),
    route("GET /letter", {
      auth,
      handler: readLetter,
      include: ["letters"],
      environment: { GREETING: "hello", NODE_OPTIONS: "--no-deprecation" },
      ephemeralStorage: 512,
      reservedConcurrency: 2,
      architecture: "x86_64",
    }),
    route("GET /quote", { auth, handler: quote({ key, token }) }),
    route("GET /other-quote", { auth, handler: quote({ key, token }) }),
    route("GET /settings", {
      auth,
      handler: readSettings({ allowed, other, token: ownToken }),
      allow: [
        ssm.allow("GetParameter").on({ parameter: allowed }),
        secretsmanager.allow("GetSecretValue").on({ secret: ownToken }),
      ],
    }),
    route("GET /time", { auth, handler: { entry: "./functions/time.ts" } }),
    route("GET /raw-time", { auth, handler: rawHandler({ entry: "./functions/raw-time.ts" }) }),
  ),
  stages: { v1: {} },
});

export const url = api.stages["v1"]!.url;
export const divisionLog = api.functions["GET /division"]!.loggingConfig.logGroup;
/** Secret outputs are left out of what the local cloud writes. */
export const stored = output("the token of the supplier").apply(confidential);
