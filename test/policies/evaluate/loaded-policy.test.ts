import { expect } from "chai";
import { evaluate, loadPolicy, type PolicyStatement } from "../../../policies";
import { allow, deny, document, QUEUE, SESSION } from "./decision-case";

describe("a document is loaded", () => {
  it("from JSON text as from data", () => {
    expect(loadPolicy(JSON.stringify(document(allow()))).document).to.deep.equal(
      loadPolicy(document(allow())).document,
    );
  });

  it("once for each document that is given as data: a later change has no effect", () => {
    const data = { Statement: [allow()] };
    const request = { principal: SESSION, action: "sqs:SendMessage", resource: QUEUE, context: {} };
    evaluate(request, { identity: [data] });

    data.Statement.push(deny());

    expect(evaluate(request, { identity: [data] }).result).to.equal("Allowed");
  });

  it("for an endpoint beside an identity, if it stands in both places", () => {
    const data = document(allow());
    const request = { principal: SESSION, action: "sqs:SendMessage", resource: QUEUE, context: {} };

    const { result } = evaluate(request, { identity: [data], endpoint: data });

    expect(result).to.equal("Allowed");
  });

  it("with an Id and the older version", () => {
    const { document: kept } = loadPolicy({ Version: "2008-10-17", Id: "queue", Statement: [] });

    expect(kept).to.deep.equal({ Version: "2008-10-17", Id: "queue", Statement: [] });
  });

  it("with one statement outside a list", () => {
    expect(loadPolicy({ Statement: allow() }).statements).to.have.length(1);
  });

  it("with the same text as key and as value, and the same key in two objects", () => {
    const text =
      '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Sid":"Sid"},{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

    expect(loadPolicy(text).statements).to.have.length(2);
  });

  it("as it is now: a later change of the data has no effect", () => {
    const data = { Statement: [allow()] };
    const loaded = loadPolicy(data);

    data.Statement.push(allow());

    expect(loaded.document.Statement).to.have.length(1);
  });

  it("with brackets, commas and quotes in its texts", () => {
    const sid = '{"a":1,"a":2}, [\\';

    const { statements } = loadPolicy(JSON.stringify(document(allow({ Sid: sid })), undefined, 2));

    expect(statements.map(({ ref }) => ref.sid)).to.deep.equal([sid]);
  });

  it("with the elements that are undefined left out", () => {
    const given = { ...allow(), Condition: undefined, NotAction: undefined } as unknown as PolicyStatement;

    expect(loadPolicy({ Statement: given }).statements).to.have.length(1);
  });

  it("with its name and its statements' places", () => {
    const at = (line: number) => ({ file: "routes.ts", line });

    const { name, statements } = loadPolicy(document(allow({ Sid: "A" }), deny()), {
      name: "orders",
      source: at(1),
      sources: [at(4)],
    });

    expect(name).to.equal("orders");
    expect(statements.map(({ ref }) => ref)).to.deep.equal([
      { kind: "identity", policy: "orders", index: 0, sid: "A", effect: "Allow", source: at(4) },
      { kind: "identity", policy: "orders", index: 1, effect: "Deny", source: at(1) },
    ]);
  });

  it("without a name or a place where none is given", () => {
    const { name, statements } = loadPolicy(document(allow()));

    expect(name).to.equal(undefined);
    expect(statements.map(({ ref }) => ref)).to.deep.equal([{ kind: "identity", index: 0, effect: "Allow" }]);
  });

  it("as a resource's where a trust policy could not hold it", () => {
    const Statement = { Effect: "Deny", Action: "sqs:*", NotPrincipal: "*" } as const;

    expect(loadPolicy({ Statement }).kind).to.equal("resource");
  });

  it("as a resource's where only some of its statements name a Resource", () => {
    const Statement = [
      { Effect: "Deny", Action: "sqs:*", Principal: "*" },
      allow({ Principal: "*", NotResource: QUEUE }),
    ] as const;

    expect(loadPolicy({ Statement }).kind).to.equal("resource");
  });

  it("as the kind that its elements show", () => {
    expect(loadPolicy(document(allow())).kind).to.equal("identity");
    expect(loadPolicy(document(allow({ Principal: "*" }))).kind).to.equal("resource");
    expect(
      loadPolicy({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" } }).kind,
    ).to.equal("trust");
  });
});
