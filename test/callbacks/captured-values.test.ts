import { output, type Output } from "@pulumi/pulumi";
import { expect } from "chai";
import { bundleCallback, CallbackError } from "../../callbacks";
import { capturedOutput } from "../../callbacks/run-time/captured-output";
import { promiseOf } from "./run-bundles";

const promised = (value: unknown) => async () => value;
const held = (value: Output<unknown>) => async () => value.get();

describe("a captured value that turns out to be no plain data after its bundle was made", () => {
  const cases: Record<string, { capture: (later: Promise<unknown>) => Function; because: RegExp }> = {
    "a promise of a Map": { capture: promised, because: /instance of Map/ },
    "a promise that is rejected": {
      capture: (later) => promised(later.then(() => Promise.reject(new Error("no such zone")))),
      because: /no such zone/,
    },
    "an Output of a Map": {
      capture: (later) => held(output(1).apply(() => later)),
      because: /instance of Map/,
    },
  };
  for (const [name, { capture, because }] of Object.entries(cases)) {
    it(`fails where its variable is used, and not before: ${name}`, async () => {
      let settle: (value: unknown) => void;
      const callback = capture(new Promise((resolve) => (settle = resolve)));
      const { environment } = await bundleCallback(callback, { name: "GET /pets" });
      settle!(new Map());
      await new Promise((resolve) => setTimeout(resolve, 5));
      const error = await promiseOf(environment["CAP_VALUE"]!).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      expect(error).to.include({ callback: "GET /pets", path: "value" });
      expect((error as CallbackError).message).to.match(because);
    });
  }
});

describe("a captured Output that the callback uses as it would while the program is deployed", () => {
  const uses: Record<string, (value: { apply(): unknown }) => unknown> = {
    "An Output as a text": (value) => `${value as unknown as string}`,
    "An Output as JSON": (value) => JSON.stringify([value]),
    "Output.apply": (value) => value.apply(),
  };
  for (const [what, use] of Object.entries(uses)) {
    it(`is refused with what to do instead: ${what}`, () => {
      const [value] = ["CAP_OUTS_0"].map(capturedOutput);

      expect(() => use(value as never)).to.throw(
        `${what} works only while the program is deployed; in a function use its get() (CAP_OUTS_0)`,
      );
    });
  }
});
