import { expect } from "chai";
import { ServiceDefinition } from "../../../policies/service";

describe("the lint's services", () => {
  /** As in a program that has just started: what was found before is not remembered. */
  function load() {
    delete require.cache[require.resolve("../../../policies/lint/find-service")];
    const { findService } =
      require("../../../policies/lint/find-service") as typeof import("../../../policies/lint/find-service");
    return findService;
  }

  it("are loaded when they are asked for, and are the same each time", () => {
    const findService = load();
    const service = findService("sqs");

    expect(service).to.be.an.instanceOf(ServiceDefinition).with.property("prefix", "sqs");
    expect(findService("sqs")).to.equal(service);
  });

  it("are told from those of AWS that are not here", () => {
    expect(load()("gamelift")).to.equal("not generated");
  });

  for (const prefix of ["sqss", "", "../service", "service-prefixes"]) {
    it(`are never looked for under "${prefix}", which is none of AWS`, () => {
      expect(load()(prefix)).to.equal("unknown");
    });
  }
});
