import { evaluate, explain, type Decision } from "../policies";
import { checkResource, parseAction, type Action } from "./action";
import { checkContext } from "./check-context";
import { Completion } from "./completion";
import { describePossibleGrant } from "./possible-grant";
import { MisuseError } from "./misuse-error";
import { joinContexts, parseContext, type Context, type GivenContext } from "./request-context";
import type { Case, Named, NamedResource, Question, Subject } from "./subject";

/** The account that owns a resource. */
export interface ResourceOwner {
  /** @default the one in the ARN, which those of S3 do not have; in a graph, the program's own */
  readonly account?: string;
}

/** All parts of the question at once, instead of in a chain. */
export interface AllowDetails extends ResourceOwner {
  readonly on?: Named;
  readonly for?: Named;
  readonly with?: GivenContext;
}

/** How the assertion is told: chai's own `assert`, bound to the assertion that began the chain. */
export interface Verdict {
  readonly isNegated: boolean;
  /** The method that began the chain, as it stands on the stack. */
  readonly begun: CallableFunction;
  /** @param called the method at which the error's stack begins; absent where chai knows it */
  readonly tell: (holds: boolean, message: string, called?: CallableFunction) => void;
  /** The assertion to go on with. */
  readonly assertion: Chai.Assertion;
}

/**
 * `allow(action)` and what follows. It is decided by the last of the parts that its subject needs: `on` and
 * `for`, for documents of an identity `on` alone. Left without one of them, it fails the test.
 */
export class AllowAssertion {
  readonly #subject: Subject;
  readonly #verdict: Verdict;
  readonly #action: Action;
  readonly #completion: Completion;
  #resource: NamedResource | undefined;
  #principal: Named | undefined;
  #context: Context = {};

  constructor(subject: Subject, verdict: Verdict, action: unknown) {
    this.#subject = subject;
    this.#verdict = verdict;
    this.#action = parseAction(action);
    this.#completion = new Completion(() => this.#describeLack(), verdict.begun);
  }

  /** An ARN, a logical name, a resource, a route such as `GET /pets`, or `*` for an action that knows no resource. */
  on(resource: Named, owner: ResourceOwner = {}): this {
    this.#requireOpen("on", this.#resource);
    this.#resource = { named: resource, ...owner };
    // oxlint-disable-next-line typescript/unbound-method -- a frame of the stack, not called
    return this.#decideIfComplete(this.on);
  }

  /**
   * An ARN (of a role: any session of it), a logical name, a role, a service such as `sns.amazonaws.com`, an
   * identity provider, or `anonymous`.
   */
  for(principal: Named): this {
    this.#requireOpen("for", this.#principal);
    this.#principal = principal;
    // oxlint-disable-next-line typescript/unbound-method -- a frame of the stack, not called
    return this.#decideIfComplete(this.for);
  }

  /** Condition keys of the request; comes before the part that decides. */
  with(context: GivenContext): this {
    this.#requireOpen("with", undefined);
    const more = this.#completion.attempt(() => parseContext(context));
    this.#context = joinContexts(more, this.#context);
    return this;
  }

  /** The next assertion about the same subject. */
  get and(): Chai.Assertion {
    if (this.#completion.isDone) return this.#verdict.assertion;
    throw this.#completion.finish(() => new MisuseError(this.#describeLack()));
  }

  /** Decides with everything at once. @throws MisuseError when a part is lacking */
  decideWith({ on, for: principal, with: context, account }: AllowDetails): this {
    if (on !== undefined) this.#resource = { named: on, ...(account !== undefined && { account }) };
    this.#principal = principal;
    if (context !== undefined) this.#context = this.#completion.attempt(() => parseContext(context));
    if (this.#lacking().length === 0) return this.#decideIfComplete();
    throw this.#completion.finish(() => new MisuseError(this.#describeLack()));
  }

  #lacking(): readonly string[] {
    const asks = this.#subject.asks();
    return [
      ...(asks.on && this.#resource === undefined ? ["on(…)"] : []),
      ...(asks.for && this.#principal === undefined ? ["for(…)"] : []),
    ];
  }

  #decideIfComplete(called?: CallableFunction): this {
    if (this.#lacking().length > 0) return this;
    this.#completion.finish(() => this.#decide(called));
    return this;
  }

  #decide(called: CallableFunction | undefined): void {
    checkContext(this.#action, this.#context);
    const question: Question = {
      action: this.#action,
      context: this.#context,
      ...(this.#resource && { resource: this.#resource }),
      ...(this.#principal !== undefined && { principal: this.#principal }),
    };
    const isAboutAll =
      this.#verdict.isNegated && this.#resource?.named === "*" && this.#action.facts.acceptsArns;
    if (isAboutAll) return this.#decideForAll(question, called);
    const asked = this.#subject.findCase(question);
    if (this.#resource !== undefined) checkResource(this.#action, asked.resource);
    const decision = this.#evaluate(asked);
    this.#verdict.tell(decision.result === "Allowed", explain(decision), called);
  }

  #decideForAll(question: Question, called: CallableFunction | undefined): void {
    const possible = this.#subject
      .findCasesOfAll(question)
      .map((asked) => describePossibleGrant(this.#evaluate(asked), asked.policies))
      .find((grant) => grant !== undefined);
    this.#verdict.tell(possible !== undefined, possible ?? "", called);
  }

  #evaluate({ policies, ...request }: Case): Decision {
    return evaluate({ ...request, action: this.#action.name }, policies);
  }

  #requireOpen(part: string, given: unknown): void {
    if (given !== undefined && !this.#completion.isDone) {
      throw this.#completion.finish(
        () => new MisuseError(`${part}(…) was given twice: an assertion asks one question`),
      );
    }
    if (!this.#completion.isDone) return;
    throw new MisuseError(
      `the assertion was decided before ${part}(…): ${part === "with" ? "write with(…) first" : "leave it out, or write it first"}`,
    );
  }

  #describeLack(): string {
    return (
      `allow(${JSON.stringify(this.#action.name)}) was never decided: it lacks ${this.#lacking().join(" and ")}. ` +
      "An await inside the chain ends it too: await before expect(…)."
    );
  }
}
