import { expect } from "chai";
import { loadPolicy } from "../../../policies";
import { allow, document } from "./decision-case";

describe("a document is loaded", () => {
  it("from JSON text as from data", () => {
    expect(loadPolicy(JSON.stringify(document(allow()))).document).to.deep.equal(
      loadPolicy(document(allow())).document,
    );
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

  it("as the kind that its elements show", () => {
    expect(loadPolicy(document(allow())).kind).to.equal("identity");
    expect(loadPolicy(document(allow({ Principal: "*" }))).kind).to.equal("resource");
    expect(
      loadPolicy({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" } }).kind,
    ).to.equal("trust");
  });
});
