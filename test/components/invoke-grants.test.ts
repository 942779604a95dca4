import { expect } from "chai";
import { ConfigError } from "../../components/config-error";
import { invokeGrants, type GrantedRoute } from "../../components/invoke-grants";
import { parsePath } from "../../components/path-pattern";

const route = (key: string): GrantedRoute => {
  const [method, path] = key.split(" ") as [string, string];
  return { key, method, segments: parsePath(path, key) };
};

const CASES: readonly {
  rule: string;
  granted: string[];
  lacking: string[];
  allow: string[];
  deny: string[];
}[] = [
  {
    rule: "a literal path grants itself and nothing else",
    granted: ["GET /pets"],
    lacking: ["GET /pets/{petId}", "POST /pets"],
    allow: ["GET/pets"],
    deny: [],
  },
  {
    rule: "a deeper route under a granted wildcard is denied, with its trailing slash",
    granted: ["GET /pets/{petId}"],
    lacking: ["GET /pets/{petId}/owner"],
    allow: ["GET/pets/*"],
    deny: ["GET/pets/*/owner", "GET/pets/*/owner/"],
  },
  {
    rule: "a literal sibling under a granted wildcard is denied",
    granted: ["GET /pets/{petId}"],
    lacking: ["GET /pets/admin"],
    allow: ["GET/pets/*"],
    deny: ["GET/pets/admin", "GET/pets/admin/"],
  },
  {
    rule: "the list is denied to whoever may read one item: GET/pets/* covers GET /pets/ with its trailing slash",
    granted: ["GET /pets/{petId}"],
    lacking: ["GET /pets"],
    allow: ["GET/pets/*"],
    deny: ["GET/pets", "GET/pets/"],
  },
  {
    rule: "a wildcard route does not need a Deny for a granted literal beside it",
    granted: ["GET /pets/admin"],
    lacking: ["GET /pets/{petId}"],
    allow: ["GET/pets/admin"],
    deny: [],
  },
  {
    rule: "another method is never covered",
    granted: ["GET /pets/{petId}"],
    lacking: ["DELETE /pets/{petId}", "POST /pets/{petId}/owner"],
    allow: ["GET/pets/*"],
    deny: [],
  },
  {
    rule: "a route of its own under a granted greedy parameter is denied",
    granted: ["GET /files/{path+}"],
    lacking: ["GET /files/secret"],
    allow: ["GET/files/*"],
    deny: ["GET/files/secret", "GET/files/secret/"],
  },
  {
    rule: "the root",
    granted: ["GET /"],
    lacking: ["GET /pets"],
    allow: ["GET/"],
    deny: [],
  },
];

describe("the grants of a role", () => {
  for (const { rule, granted, lacking, allow, deny } of CASES) {
    it(rule, () => {
      expect(invokeGrants(granted.map(route), lacking.map(route))).to.deep.equal({ allow, deny });
    });
  }

  it("are refused where denying one route would deny a granted one, which API Gateway prefers", () => {
    const grant = () =>
      invokeGrants(
        [route("GET /pets/{petId}"), route("GET /pets/{petId}/toys/{toyId}/parts")],
        [route("GET /pets/{petId}/{part+}")],
      );

    expect(grant).to.throw(
      ConfigError,
      /GET \/pets\/\{petId\}\/toys\/\{toyId\}\/parts cannot be granted without GET \/pets\/\{petId\}\/\{part\+\}/,
    );
  });
});
