import { expect } from "chai";
import { loadPolicy, type Policies } from "../../../policies";
import { ROLE, document, allow, deny, decide } from "./decision-case";

describe("a document in the wrong place", () => {
  const inPlace = (policies: () => object) => () =>
    decide({ rule: "", is: "Allowed", policies: policies() as Partial<Policies> });
  const loaded = (
    kind: "endpoint" | "boundary" | "resource" | "trust",
    ...statements: ReturnType<typeof allow>[]
  ) => loadPolicy(document(...statements), { kind, name: "mine" });

  it("is refused: an endpoint's without Principal would let everyone into a resource", () => {
    expect(inPlace(() => ({ resource: loaded("endpoint", allow()) }))).to.throw(
      'policy "mine" was loaded as an endpoint\'s: give it as endpoint, not as resource',
    );
  });

  it("is refused: an endpoint's would grant to whoever holds it", () => {
    expect(inPlace(() => ({ identity: [loaded("endpoint", allow())] }))).to.throw("not as identity");
  });

  it("is refused: a resource's as a boundary", () => {
    expect(inPlace(() => ({ boundary: loaded("resource", allow({ Principal: "*" })) }))).to.throw(
      'policy "mine" has a Principal, so it belongs to a resource: give it as resource, not as boundary.',
    );
  });

  it("is refused: an identity's as a resource control policy", () => {
    expect(inPlace(() => ({ resourceControl: [document(allow())] }))).to.throw(
      "a policy has no Principal, so it belongs to an identity: a policy given as resourceControl says",
    );
  });

  it("is refused in a place that does not exist", () => {
    expect(inPlace(() => ({ permissionsBoundary: document() }))).to.throw(
      "permissionsBoundary is no place for a policy: use identity, resource, boundary, session, serviceControl, resourceControl, endpoint.",
    );
  });

  it("is refused if it is text, which loadPolicy reads", () => {
    expect(inPlace(() => ({ identity: [JSON.stringify(document())] }))).to.throw(
      "the policy given as identity is a string: give a document or what loadPolicy returned.",
    );
  });

  it("is taken where the rules are the same", () => {
    const boundary = loaded("boundary", allow());

    const { result } = decide({
      rule: "",
      is: "Allowed",
      policies: { identity: [boundary], session: boundary, serviceControl: [boundary], endpoint: boundary },
    });

    expect(result).to.equal("Allowed");
  });

  it("is taken as the kind that it was loaded as, and its level is known", () => {
    const loadedLevel = loadPolicy(document(allow(), deny()), { kind: "serviceControl" });

    const { by, trace } = decide({
      rule: "",
      is: "Allowed",
      policies: { identity: [], serviceControl: [loadedLevel] },
    });

    expect(by).to.deep.equal({ kind: "serviceControl", level: 0, index: 1, effect: "Deny" });
    expect(trace.map(({ statement }) => statement.level)).to.deep.equal([0, 0]);
  });

  it("is taken if it holds nothing, which says nothing of its place", () => {
    expect(inPlace(() => ({ resource: document() }))().result).to.equal("ImplicitlyDenied");
  });

  it("is taken for the same in two places, and named after each", () => {
    const both = document(deny());

    const { trace } = decide({ rule: "", is: "Allowed", policies: { identity: [both], boundary: both } });

    expect(trace.map(({ statement }) => statement.kind)).to.deep.equal(["identity", "boundary"]);
  });

  it("is taken as an endpoint's with a principal in one statement only", () => {
    const endpoint = document(deny({ Principal: { AWS: ROLE } }), allow());

    const { by } = decide({ rule: "", is: "Allowed", policies: { identity: [document(allow())], endpoint } });

    expect(by).to.include({ kind: "endpoint", index: 0, effect: "Deny" });
  });

  it("is refused: an identity policy as a resource's would let everyone in", () => {
    expect(() => decide({ rule: "", is: "Allowed", policies: { resource: document(allow()) } })).to.throw(
      "has no Principal",
    );
  });

  it("is refused: a resource's policy as an identity's would grant it to its holder", () => {
    expect(() =>
      decide({ rule: "", is: "Allowed", policies: { identity: [document(allow({ Principal: "*" }))] } }),
    ).to.throw("has a Principal");
  });
});
