import { defineRoutes, open, route, SecureServerlessApi } from "../../../../components";
import { created, ok } from "../../../../handler";

const auth = open("the test looks at what the function does");
const forever = { auth, timeout: 1 };

const api = new SecureServerlessApi("bad", {
  routes: defineRoutes(
    route("GET /good", { auth, handler: async () => ok({ good: true }) }),
    route("GET /throws", {
      auth,
      handler: async () => {
        throw new Error("thrown");
      },
    }),
    route("GET /rejects-later", {
      auth,
      handler: async () => {
        setTimeout(() => void Promise.reject(new Error("too late")), 5);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return ok({});
      },
    }),
    route("GET /exits", { auth, handler: async () => process.exit(3) }),
    route("GET /kills", {
      auth,
      handler: async () => {
        process.kill(process.pid, "SIGKILL");
        await new Promise(() => {});
        return ok({});
      },
    }),
    route("GET /loops", {
      ...forever,
      handler: async () => {
        for (;;);
      },
    }),
    route("GET /never-answers", { ...forever, handler: () => new Promise<never>(() => {}) }),
    route("GET /fills-its-heap", {
      auth,
      memorySize: 128,
      handler: async () => {
        const all: unknown[] = [];
        for (;;) all.push(Array(10_000).fill(all.length));
      },
    }),
    route("GET /fills-buffers", {
      auth,
      memorySize: 128,
      handler: async () => {
        const all: Buffer[] = [];
        for (;;) all.push(Buffer.alloc(5_000_000, 1));
      },
    }),
    route("GET /answers-too-much", { auth, handler: async () => ok("x".repeat(7 * 1024 * 1024)) }),
    route("GET /answers-in-circles", {
      auth,
      handler: async () => {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        return ok(circle);
      },
    }),
    route("GET /throws-without-a-message-behind-templates", {
      auth,
      integration: "lambda",
      handler: async () => {
        throw new Error("");
      },
    }),
    route("GET /answers-201-behind-templates", {
      auth,
      integration: "lambda",
      handler: async () => created({ secret: 1 }),
    }),
  ),
  stages: { v1: { throttle: { ratePerSecond: 1000, burst: 1000 } } },
});

export const url = api.stages.v1.url;
