import { Completion } from "./completion";
import type { Verdict } from "./allow-assertion";
import { compareGrants, type ExpectedGrant } from "./compare-grants";
import { MisuseError } from "./misuse-error";
import type { Named, Subject } from "./subject";

/** `grantExactly(grants)`: of documents it is decided at once, of a deployment by `for`. */
export class GrantAssertion {
  readonly #subject: Subject;
  readonly #verdict: Verdict;
  readonly #expected: readonly ExpectedGrant[];
  readonly #completion: Completion;

  constructor(subject: Subject, verdict: Verdict, expected: readonly ExpectedGrant[]) {
    if (verdict.isNegated) {
      throw new MisuseError(
        "not.grantExactly(…) holds for nearly everything: say what may not be allowed, not.allow(…)",
      );
    }
    if (!Array.isArray(expected))
      throw new MisuseError("grantExactly(…) takes a list; of nothing, an empty one");
    this.#subject = subject;
    this.#verdict = verdict;
    this.#expected = expected;
    this.#completion = new Completion(() => this.#describeLack(), verdict.begun);
    if (!subject.asksWhoIsGranted) this.#decide(undefined);
  }

  /** The role or user, as in `allow(…).for(…)`. */
  for(principal: Named): this {
    if (this.#completion.isDone) {
      throw new MisuseError(
        "grantExactly(…) of documents says what they hold, whoever has them: leave out for(…)",
      );
    }
    // oxlint-disable-next-line typescript/unbound-method -- a frame of the stack, not called
    this.#decide(principal, this.for);
    return this;
  }

  /** The next assertion about the same subject. */
  get and(): Chai.Assertion {
    if (this.#completion.isDone) return this.#verdict.assertion;
    throw this.#completion.finish(() => new MisuseError(this.#describeLack()));
  }

  #decide(principal: Named | undefined, called?: CallableFunction): void {
    this.#completion.finish(() => {
      const documents = this.#subject.grantingDocuments(principal);
      const difference = compareGrants(documents, this.#expected, (named) => this.#subject.findArn(named));
      this.#verdict.tell(difference === undefined, difference ?? "", called);
    });
  }

  #describeLack(): string {
    return "grantExactly(…) was never decided: it lacks for(…), the role or user whose grants these are";
  }
}
