import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { teamSecrets } from "./team-secrets";

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-a1b2c3";
const SECRETS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*";

describe("the example team-secrets (tags)", () => {
  let document: string;
  before(async () => (document = await rendered(teamSecrets(SECRETS))));

  it("reads a secret of one's own team", () => {
    expect(document)
      .to.allow("secretsmanager:GetSecretValue")
      .with({ "aws:PrincipalTag/team": "payments", "aws:ResourceTag/team": "payments" })
      .on(SECRET);
  });

  const attacks: [string, Record<string, string>][] = [
    ["of another team", { "aws:PrincipalTag/team": "search", "aws:ResourceTag/team": "payments" }],
    [
      "of another team, by a wildcard as one's team",
      { "aws:PrincipalTag/team": "*", "aws:ResourceTag/team": "payments" },
    ],
    ["that has no team", { "aws:PrincipalTag/team": "payments" }],
    ["without being of a team", { "aws:ResourceTag/team": "payments" }],
    ["that has no team, without being of one", {}],
    [
      "of a team that differs in case",
      { "aws:PrincipalTag/team": "Payments", "aws:ResourceTag/team": "payments" },
    ],
  ];
  for (const [what, context] of attacks) {
    it(`reads no secret ${what}`, () => {
      expect(document).not.to.allow("secretsmanager:GetSecretValue").with(context).on(SECRET);
    });
  }

  it("makes no secret one's own by tagging it", () => {
    const everything = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

    expect([document, everything]).not.to.allow("secretsmanager:TagResource").on(SECRET);
  });
});
