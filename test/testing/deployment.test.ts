import * as aws from "@pulumi/aws";
import { expect, use } from "chai";
import { policy, resourcePolicy, trustPolicy, variable } from "../../policies";
import { dynamodb } from "../../policies/services/dynamodb";
import { sts } from "../../policies/services/sts";
import { graph, iam, type Graph } from "../../testing";
import { failure, misuse } from "./thrown";

use(iam);

const PARTNER = "arn:aws:iam::999988887777:role/partner";
const STRANGER = "arn:aws:iam::444455556666:role/stranger";
const TABLE = "aws:dynamodb/table:Table";

let notes: aws.dynamodb.Table;
let writer: aws.iam.Role;

function program(): void {
  notes = new aws.dynamodb.Table("notes", {
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
  });
  new aws.dynamodb.Table("other", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
  const trust = trustPolicy(
    sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" }),
    sts.allow("AssumeRole").by({ AWS: PARTNER }).when("sts:ExternalId", "StringEquals", "7"),
  );
  const boundary = new aws.iam.Policy("limit", {
    policy: policy(dynamodb.allow("PutItem", "GetItem").on({ table: notes })),
  });
  writer = new aws.iam.Role("writer", { assumeRolePolicy: trust, permissionsBoundary: boundary.arn });
  new aws.iam.RolePolicy("writing", {
    role: writer.id,
    policy: policy(dynamodb.allow("PutItem", "DeleteItem").on({ table: notes })),
  });
  const reader = new aws.iam.Role("reader", {
    assumeRolePolicy: trust,
    inlinePolicies: [
      {
        name: "reading",
        policy: policy(
          dynamodb
            .allow("GetItem")
            .on({ table: notes })
            .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", [variable("aws:PrincipalTag/owner")])
            .when("dynamodb:LeadingKeys", "Null", false)
            .when("aws:PrincipalTag/owner", "Null", false),
        ),
      },
    ],
  });
  new aws.iam.RolePolicyAttachment("attached", {
    role: reader.name,
    policyArn: new aws.iam.Policy("querying", {
      policy: policy(dynamodb.allow("Query").on({ index: `${ANY_TABLE}/index/byDate` })),
    }).arn,
  });
}

const ANY_TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/elsewhere";

describe("allow, of a graph", () => {
  let made: Graph;
  before(async () => (made = await graph(program)));

  it("finds role and table by logical name, resource of the graph, Pulumi resource and ARN", () => {
    const tables = ["notes", made.get("notes", TABLE), notes, String(made.get("notes", TABLE).outputs.arn)];
    const roles = ["writer", made.get("writer"), writer, String(made.get("writer").outputs.arn)];

    for (const table of tables) {
      for (const role of roles) {
        expect(made).to.allow("dynamodb:PutItem").on(table).for(role);
        expect(made).not.to.allow("dynamodb:GetItem").on(table).for(role);
      }
    }
  });

  it("takes for before on as well", () => {
    expect(made).to.allow("dynamodb:PutItem").for("writer").on("notes");
    expect(made).to.allow("dynamodb:PutItem", { for: "writer", on: "notes" });
  });

  it("counts inline and attached policies, and the role's session", () => {
    const context = { "dynamodb:LeadingKeys": ["ann"], "aws:PrincipalTag/owner": "ann" };
    const session = "arn:aws:sts::000000000000:assumed-role/reader-";

    expect(made).to.allow("dynamodb:GetItem").with(context).on("notes").for("reader");
    expect(made)
      .not.to.allow("dynamodb:GetItem")
      .with({ ...context, "dynamodb:LeadingKeys": ["bob"] })
      .on("notes")
      .for("reader");
    expect(made).to.allow("dynamodb:Query").on(`${ANY_TABLE}/index/byDate`).for("reader");
    const name = String(made.get("reader").outputs.name);
    expect(made)
      .to.allow("dynamodb:GetItem")
      .with(context)
      .on("notes")
      .for(`${session.replace("reader-", name)}/a-session`);
  });

  it("holds the permissions boundary against the role", () => {
    const message = failure(() => expect(made).to.allow("dynamodb:DeleteItem").on("notes").for("writer"));

    expect(message).to.contain("no permissions boundary allows it");
  });

  it("fails with the explanation, which names the document and the line in the program", () => {
    const message = failure(() => expect(made).not.to.allow("dynamodb:PutItem").on("notes").for("writer"));

    expect(message).to.match(
      /^Allowed arn:aws:iam::000000000000:role\/writer-\w+ to dynamodb:PutItem on .* by statement 1, Allow, of the identity-based policy writing at .*deployment\.test\.ts:\d+\.$/,
    );
  });

  it("asks trust policies who may become a role", () => {
    expect(made).to.allow("sts:AssumeRole").on("writer").for("lambda.amazonaws.com");
    expect(made).not.to.allow("sts:AssumeRole").on("writer").for("ec2.amazonaws.com");
    expect(made).to.allow("sts:AssumeRole").with({ "sts:ExternalId": "7" }).on(writer).for(PARTNER);
    expect(made).not.to.allow("sts:AssumeRole").on("writer").for(PARTNER);
    expect(made).not.to.allow("sts:AssumeRole").with({ "sts:ExternalId": "7" }).on("writer").for(STRANGER);
  });

  it("lets nobody of another account in, nor the public", () => {
    expect(
      failure(() => expect(made).not.to.allow("sts:AssumeRole").on("*").for("lambda.amazonaws.com")),
    ).to.contain("by statement 1 of reader");
    expect(made).not.to.allow("sts:AssumeRole").on("*").for(STRANGER);
    for (const outsider of [PARTNER, "anonymous", "sns.amazonaws.com"]) {
      expect(made).not.to.allow("dynamodb:GetItem").on("notes").for(outsider);
      expect(made).not.to.allow("dynamodb:GetItem").on("*").for(outsider);
    }
  });

  it("takes a resource of another account to let the role in: its policy is not here", () => {
    const foreign = "arn:aws:dynamodb:us-east-1:999988887777:table/theirs";

    expect(made).not.to.allow("dynamodb:PutItem").on(foreign).for("writer");
  });

  it("denies an action everywhere", () => {
    expect(made).not.to.allow("dynamodb:Scan").on("*").for("reader");
    expect(failure(() => expect(made).not.to.allow("dynamodb:GetItem").on("*").for("reader"))).to.match(
      /may dynamodb:GetItem on arn:.*table\/notes-.*, by statement 1 of reader inlinePolicies\[0\]/,
    );
  });

  describe("is an error, not a result, for", () => {
    const cases: [string, () => unknown, RegExp][] = [
      [
        "an unknown role: it names those there are",
        () => expect(made).not.to.allow("dynamodb:PutItem").on("notes").for("writr"),
        /^no role or user is named writr; there are reader, writer$/,
      ],
      [
        "an unknown table: it names what there is",
        () => expect(made).not.to.allow("dynamodb:PutItem").on("note").for("writer"),
        /^no resource is named note; there are .*notes, other/,
      ],
      [
        "a role of the program's account that the program does not make",
        () =>
          expect(made)
            .not.to.allow("dynamodb:PutItem")
            .on("notes")
            .for("arn:aws:iam::000000000000:role/writer"),
        /^the program makes no arn:aws:iam::000000000000:role\/writer; there are arn:aws:iam::000000000000:role\/reader-/,
      ],
      [
        "a table as a principal",
        () => expect(made).not.to.allow("dynamodb:PutItem").on("notes").for(notes),
        /no role or user is named notes/,
      ],
      [
        "a role as a table",
        () => expect(made).not.to.allow("dynamodb:PutItem").on(writer).for(writer),
        /is no resource of dynamodb:PutItem/,
      ],
      [
        "an Output",
        () => expect(made).not.to.allow("dynamodb:PutItem").on(notes.arn).for("writer"),
        /is an Output.*read it from the graph/,
      ],
      [
        "a graph that is not there yet",
        () => expect(graph(() => undefined)).not.to.allow("dynamodb:PutItem"),
        /is a Promise: await it before expect/,
      ],
      [
        "an object that is no resource",
        () => expect(made).not.to.allow("dynamodb:PutItem").on({}).for("writer"),
        /must be an ARN, a logical name, or a resource/,
      ],
    ];
    for (const [what, run, message] of cases) it(what, () => expect(misuse(run)).to.match(message));
  });

  it("tells resources of one name apart by what the action is done to", async () => {
    let same: aws.dynamodb.Table | undefined;
    const shared = await graph(() => {
      const role = new aws.iam.Role("same", {
        assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
      });
      same = new aws.dynamodb.Table("same", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
      new aws.iam.RolePolicy("same", {
        role: role.id,
        policy: policy(dynamodb.allow("PutItem").on({ table: same })),
      });
    });

    expect(shared).to.allow("dynamodb:PutItem").on("same").for("same");
    expect(shared).to.allow("dynamodb:PutItem").on(same!).for("same");
    expect(shared).to.allow("sts:AssumeRole").on("same").for("lambda.amazonaws.com");
  });

  it("asks for the ARN where a name alone does not tell", () => {
    const table = (parent: string) => ({
      type: TABLE,
      name: "items",
      inputs: {},
      outputs: { arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${parent}-items` },
    });
    const resources = [table("one"), table("two")];

    expect(
      misuse(() => expect({ resources }).not.to.allow("dynamodb:GetItem").on("items").for("anonymous")),
    ).to.match(/^items is the name of arn:.*one-items and arn:.*two-items: give the ARN, or the resource$/);
  });
});

describe("allow, of a graph with a resource's policy", () => {
  it("lets in whom the table's own policy names", async () => {
    const records = {
      resources: [
        {
          type: TABLE,
          name: "shared",
          inputs: {},
          outputs: { arn: "arn:aws:dynamodb:us-east-1:000000000000:table/shared", name: "shared" },
        },
        {
          type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
          name: "sharing",
          inputs: {
            resourceArn: "arn:aws:dynamodb:us-east-1:000000000000:table/shared",
            policy: await textOf(
              resourcePolicy(
                dynamodb
                  .allow("GetItem")
                  .by({ AWS: PARTNER })
                  .on({ table: "arn:aws:dynamodb:us-east-1:000000000000:table/shared" }),
              ),
            ),
          },
          outputs: {},
        },
      ],
    };

    expect(records).to.allow("dynamodb:GetItem").on("shared").for(PARTNER);
    expect(records).not.to.allow("dynamodb:GetItem").on("shared").for(STRANGER);
    expect(records).not.to.allow("dynamodb:PutItem").on("shared").for(PARTNER);
    expect(failure(() => expect(records).not.to.allow("dynamodb:GetItem").on("*").for(PARTNER))).to.contain(
      "by statement 1 of shared",
    );
    expect(records).not.to.allow("dynamodb:GetItem").on("*").for(STRANGER);
    expect(records).not.to.allow("dynamodb:PutItem").on("*").for(PARTNER);
  });
});

describe("allow, of a graph with a key", () => {
  const key = (Principal?: object) => ({
    type: "aws:kms/key:Key",
    name: "key",
    inputs:
      Principal === undefined ? {} : { policy: JSON.stringify(allowing({ Principal, Action: "kms:*" })) },
    outputs: { arn: "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
  });
  const allowing = (more: object) => ({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Resource: "*", ...more },
  });
  const role = {
    type: "aws:iam/role:Role",
    name: "reader",
    inputs: {},
    outputs: {
      arn: "arn:aws:iam::000000000000:role/reader",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      }),
    },
  };

  it("leaves its own account to the roles' policies, and lets another account in as a whole", () => {
    const own = { resources: [role, key({ AWS: "arn:aws:iam::000000000000:root" })] };
    const plain = { resources: [role, key()] };
    const shared = { resources: [role, key({ AWS: "999988887777" })] };

    for (const made of [own, plain]) {
      expect(made).not.to.allow("kms:Decrypt").on("*").for("reader");
      expect(made).not.to.allow("kms:Decrypt").on("key").for("reader");
      expect(made).not.to.allow("kms:Decrypt").on("*").for(PARTNER);
      expect(made).not.to.allow("kms:Decrypt").on("key").for(PARTNER);
    }
    const decrypting = {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "decrypting",
      inputs: { role: "reader", policy: JSON.stringify(allowing({ Action: "kms:Decrypt" })) },
      outputs: {},
    };
    expect({ resources: [role, key(), decrypting] })
      .to.allow("kms:Decrypt")
      .on("key")
      .for("reader");
    expect(shared).to.allow("kms:Decrypt").on("key").for(PARTNER);
    expect(failure(() => expect(shared).not.to.allow("kms:Decrypt").on("*").for(PARTNER))).to.contain(
      "by statement 1 of key",
    );
    expect(shared).not.to.allow("kms:Decrypt").on("*").for(STRANGER);
  });
});

const textOf = (document: ReturnType<typeof policy>): Promise<string> =>
  new Promise((resolve) => void document.apply(resolve));
