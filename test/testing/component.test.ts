import { expect, use } from "chai";
import { graph, iam, type Graph } from "../../testing";
import { shop } from "../components/fixtures/shop";

use(iam);

const ME = "us-east-1:11111111-1111-1111-1111-111111111111";
const STRANGER = "arn:aws:iam::444455556666:role/stranger";
const GUARDED = ["POST /orders", "GET /orders/{orderId}", "DELETE /orders/{orderId}", "GET /carts/{cartId}"];

describe("allow, of a SecureServerlessApi", () => {
  let made: Graph;
  before(async () => (made = await graph(() => void shop())));

  it("lets signed-in people call the routes, and nobody else", () => {
    for (const route of GUARDED) {
      expect(made).to.allow("execute-api:Invoke").on(route).for("shop-signed-in");
      for (const other of ["anonymous", STRANGER, "shop-post-orders"]) {
        expect(made).not.to.allow("execute-api:Invoke").on(route).for(other);
      }
    }
    expect(made).to.allow("execute-api:Invoke").on("GET /health").for("anonymous");
  });

  it("gives each function's role what its route says", () => {
    expect(made).to.allow("dynamodb:GetItem").on("orders").for("shop-get-orders-_orderId");
    expect(made).not.to.allow("dynamodb:GetItem").on("*").for("shop-post-orders");
    expect(made).not.to.allow("dynamodb:DeleteItem").on("*").for("shop-get-orders-_orderId");
  });

  it("lets nobody but Lambda become a function's role, and only its own pool's people the signed-in role", () => {
    const claims = {
      "cognito-identity.amazonaws.com:aud": made.get("shop", "aws:cognito/identityPool:IdentityPool").id,
      "cognito-identity.amazonaws.com:amr": ["authenticated"],
      "cognito-identity.amazonaws.com:sub": ME,
    };
    const provider = "cognito-identity.amazonaws.com";

    expect(made).to.allow("sts:AssumeRole").on("shop-post-orders").for("lambda.amazonaws.com");
    expect(made).not.to.allow("sts:AssumeRole").on("shop-post-orders").for(STRANGER);
    expect(made).to.allow("sts:AssumeRoleWithWebIdentity").with(claims).on("shop-signed-in").for(provider);
    for (const attack of [
      { "cognito-identity.amazonaws.com:aud": "us-east-1:another-pool" },
      { "cognito-identity.amazonaws.com:amr": ["unauthenticated"] },
    ]) {
      expect(made)
        .not.to.allow("sts:AssumeRoleWithWebIdentity")
        .with({ ...claims, ...attack })
        .on("shop-signed-in")
        .for(provider);
    }
  });
});
