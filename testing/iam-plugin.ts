import { AllowAssertion, type AllowDetails, type Verdict } from "./allow-assertion";
import type { ExpectedGrant } from "./compare-grants";
import { GrantAssertion } from "./grant-assertion";
import { toSubject } from "./to-subject";

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- chai's types are a namespace
  namespace Chai {
    interface Assertion {
      /**
       * Whether a request is allowed, as IAM decides: `expect(graph).to.allow("dynamodb:PutItem").on(table).for(role)`.
       * Documents of an identity need no `for`. Conditions see what AWS derives from principal and resource, and
       * `with({ key: value })`, which comes before the last part. A chain without all its parts fails the test.
       * With `not`, `on("*")` holds if the action is allowed on no resource at all.
       *
       * @param details all parts at once instead of a chain
       * @throws MisuseError, also with `not`, for an action, a name or a resource that does not exist
       */
      allow(action: string, details?: AllowDetails): AllowAssertion;
      /**
       * Whether documents say exactly this, no more and no less; of a graph, those of the role in `for(role)`. A
       * permissions boundary is not among them: it takes away and grants nothing.
       *
       * @throws MisuseError for a name that does not exist
       */
      grantExactly(grants: readonly ExpectedGrant[]): GrantAssertion;
    }
  }
}

/**
 * The assertions `allow` and `grantExactly` for chai: `use(iam)`. They take what `graph()` returns, what a
 * ResourceRecorder recorded, what `readLocalCloud()` read, policy documents as objects or JSON, a list of them
 * as the policies of one identity, and documents by place: `{ identity, resource, boundary, … }`.
 */
export function iam(chai: Chai.ChaiStatic, utils: Chai.ChaiUtils): void {
  const verdictOf = (assertion: Chai.AssertionStatic): Verdict => ({
    isNegated: utils.flag(assertion, "negate") === true,
    begun: utils.flag(assertion, "ssfi") as CallableFunction,
    // The types of chai give methods a class as `this`, and at run time it is the assertion.
    assertion: assertion as unknown as Chai.Assertion,
    tell(holds, message, called) {
      if (called !== undefined) utils.flag(assertion, "ssfi", called);
      assertion.assert(
        holds,
        () => message,
        () => message,
      );
    },
  });
  const { prototype } = chai.Assertion;
  utils.addMethod(
    prototype,
    "allow",
    function allow(this: Chai.AssertionStatic, action: unknown, details?: AllowDetails) {
      const started = new AllowAssertion(toSubject(utils.flag(this, "object")), verdictOf(this), action);
      return details === undefined ? started : started.decideWith(details);
    },
  );
  utils.addMethod(
    prototype,
    "grantExactly",
    function grantExactly(this: Chai.AssertionStatic, grants: readonly ExpectedGrant[]) {
      return new GrantAssertion(toSubject(utils.flag(this, "object")), verdictOf(this), grants);
    },
  );
}
