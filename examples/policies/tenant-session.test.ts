import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { allTenants, tenantSession } from "./tenant-session";

const BUCKET = "arn:aws:s3:::acme-tenants";
const file = (tenant: string) => `${BUCKET}/tenants/${tenant}/invoice.pdf`;

describe("the example tenant-session (session policy)", () => {
  let identity: string;
  let session: string;
  before(async () => {
    identity = await rendered(allTenants(BUCKET));
    session = await rendered(tenantSession(BUCKET, "blue"));
  });

  it("leaves the session its tenant's files", () => {
    expect({ identity, session }).to.allow("s3:GetObject").on(file("blue"));
  });

  it("keeps it from all other tenants, which the role itself may read", () => {
    expect(identity).to.allow("s3:GetObject").on(file("green"));
    for (const other of ["green", "blue-two"]) {
      expect({ identity, session }).not.to.allow("s3:GetObject").on(file(other));
    }
  });

  it("gives the session nothing that the role does not have", () => {
    const everything = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

    expect({ identity: [], session }).not.to.allow("s3:GetObject").on(file("blue"));
    expect({ identity, session: everything }).not.to.allow("s3:GetObject").on(`${BUCKET}/keys/master`);
    expect({ identity, session: everything }).not.to.allow("s3:DeleteObject").on("*");
  });

  it("takes no name that would open more than one tenant", () => {
    for (const tenant of ["*", "blue/../green", "", "bl?e", "${aws:username}"]) {
      expect(() => tenantSession(BUCKET, tenant)).to.throw("is no tenant");
    }
  });
});
