import { defineRoutes, open, route, SecureServerlessApi } from "../../../../components";
import { greet } from "./greet";

const api = new SecureServerlessApi("debugged", {
  routes: defineRoutes(
    route("GET /greeting", { auth: open("the test looks at the function"), timeout: 1, handler: greet }),
  ),
  stages: { v1: { throttle: { ratePerSecond: 100, burst: 100 } } },
});

export const url = api.stages.v1.url;
