import { expect } from "chai";
import { parseRequestPrincipal } from "../../../policies/evaluate/principal";
import { ACCOUNT as account, ROLE, ROOT, SESSION, USER } from "./decision-case";

const FEDERATED = `arn:aws:sts::${account}:federated-user/bob`;

const KINDS = [
  { what: "a user", text: USER, is: { type: "User", arn: USER, account } },
  { what: "a role", text: ROLE, is: { type: "Role", arn: ROLE, account, role: "reader" } },
  {
    what: "a session",
    text: SESSION,
    is: { type: "Role", arn: SESSION, account, role: "reader", session: "today" },
  },
  { what: "a root", text: ROOT, is: { type: "Root", arn: ROOT, account } },
  { what: "a federated user", text: FEDERATED, is: { type: "FederatedUser", arn: FEDERATED, account } },
  { what: "a service", text: "sns.amazonaws.com", is: { type: "Service", name: "sns.amazonaws.com" } },
  { what: "a provider", text: "www.amazon.com", is: { type: "Federated", name: "www.amazon.com" } },
  { what: "nobody in particular", text: "anonymous", is: { type: "Anonymous" } },
];

describe("the principal of a request is read as", () => {
  for (const { what, text, is } of KINDS) {
    it(what, () => {
      expect(parseRequestPrincipal(text)).to.deep.equal(is);
    });
  }
});
