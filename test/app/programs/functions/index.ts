import { defineRoutes, open, route, SecureServerlessApi } from "../../../../components";
import { divide } from "./functions/divide";
import { readLetter } from "./functions/read-letter";

const auth = open("the test looks at what the functions do");

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
  ),
  stages: { v1: {} },
});

export const url = api.stages["v1"]!.url;
export const divisionLog = api.functions["GET /division"]!.loggingConfig.logGroup;
