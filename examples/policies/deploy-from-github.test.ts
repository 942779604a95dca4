import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { deployFromGitHub } from "./deploy-from-github";

const ISSUER = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

const token = (claims: { sub?: string; aud?: string } = {}) => ({
  [`${ISSUER}:aud`]: claims.aud ?? "sts.amazonaws.com",
  [`${ISSUER}:sub`]: claims.sub ?? "repo:acme/shop:environment:production",
});

describe("the example deploy-from-github (OIDC trust)", () => {
  let document: string;
  before(async () => {
    const deployer = { provider: PROVIDER, repository: "acme/shop", environment: "production" };
    document = await rendered(deployFromGitHub(deployer));
  });

  it("lets in a job of the repository's environment", () => {
    expect(document).to.allow("sts:AssumeRoleWithWebIdentity").with(token()).for(PROVIDER);
  });

  const attacks: [string, ReturnType<typeof token>][] = [
    ["another repository", token({ sub: "repo:mallory/shop:environment:production" })],
    ["a repository whose name begins like it", token({ sub: "repo:acme/shop-fork:environment:production" })],
    ["a pull request", token({ sub: "repo:acme/shop:pull_request" })],
    ["a branch, past the environment's approval", token({ sub: "repo:acme/shop:ref:refs/heads/main" })],
    ["another environment", token({ sub: "repo:acme/shop:environment:preview" })],
    ["a token for another audience", token({ aud: "https://github.com/mallory" })],
  ];
  for (const [what, claims] of attacks) {
    it(`keeps out ${what}`, () => {
      expect(document).not.to.allow("sts:AssumeRoleWithWebIdentity").with(claims).for(PROVIDER);
    });
  }

  it("keeps out a token without claims, and everybody who has no token", () => {
    expect(document).not.to.allow("sts:AssumeRoleWithWebIdentity").for(PROVIDER);
    expect(document)
      .not.to.allow("sts:AssumeRoleWithWebIdentity")
      .with(token())
      .for("arn:aws:iam::111122223333:oidc-provider/gitlab.com");
    expect(document).not.to.allow("sts:AssumeRole").for("arn:aws:iam::111122223333:role/administrator");
  });
});
