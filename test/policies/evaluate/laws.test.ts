import { expect } from "chai";
import fc from "fast-check";
import { evaluate, explain, loadPolicy, type PolicyRequest, type PolicyStatement } from "../../../policies";
import { bounded, SEED } from "./bounded";
import { REFUSED, ALLOWED } from "./decision-case";
import {
  documents,
  OPERATORS,
  PLACES,
  request,
  statement,
  toPolicies,
  type Documents,
  type ListedDocument,
  type Place,
} from "./random-policies";

const decide = (asked: PolicyRequest, given: Documents) => evaluate(asked, toPolicies(given));
const verdict = (asked: PolicyRequest, given: Documents) => {
  const { result, deniedBy, level } = decide(asked, given);
  return { result, deniedBy, level };
};

type Change = (statements: readonly PolicyStatement[]) => readonly PolicyStatement[];

/** Changes one of the documents in this place; one that holds nothing if there is none. */
function change(given: Documents, place: Place, index: number, edit: Change): Documents {
  const list = given[place].length === 0 ? [{ Version: "2012-10-17", Statement: [] } as const] : given[place];
  const edited = list.map((document, at) =>
    at === index % list.length ? { ...document, Statement: edit(document.Statement) } : document,
  );
  return { ...given, [place]: edited };
}

const mapDocuments = (given: Documents, edit: (document: ListedDocument) => ListedDocument): Documents =>
  Object.fromEntries(PLACES.map((place) => [place, given[place].map(edit)])) as unknown as Documents;

const mapStatements = (
  given: Documents,
  edit: (one: PolicyStatement) => readonly PolicyStatement[],
): Documents =>
  mapDocuments(given, (document) => ({ ...document, Statement: document.Statement.flatMap(edit) }));

const index = fc.nat(1);

describe(`laws of every decision (seed ${SEED})`, () => {
  for (const place of PLACES) {
    it(`a Deny more never allows more: ${place}`, () => {
      fc.assert(
        fc.property(request, documents, statement(place, "Deny"), index, (asked, given, deny, at) => {
          const more = change(given, place, at, (statements) => [...statements, deny]);

          if (decide(asked, more).result === ALLOWED) expect(decide(asked, given).result).to.equal(ALLOWED);
        }),
        bounded(40),
      );
    });

    it(`an Allow more in a document that is there never denies more: ${place}`, () => {
      fc.assert(
        fc.property(request, documents, statement(place, "Allow"), index, (asked, given, allow, at) => {
          fc.pre(given[place].length > 0);
          const before = decide(asked, given).result;

          const after = decide(
            asked,
            change(given, place, at, (statements) => [...statements, allow]),
          ).result;

          if (before === ALLOWED) expect(after).to.equal(ALLOWED);
          expect(after === REFUSED).to.equal(before === REFUSED);
        }),
        bounded(40),
      );
    });

    it(`a Deny of everything leaves nothing: ${place}`, () => {
      const isNamed = place === "resource" || place === "resourceControl";
      const everything: PolicyStatement = {
        Effect: "Deny",
        ...(isNamed && { Principal: "*" }),
        Action: "*",
        Resource: "*",
      };
      fc.assert(
        fc.property(request, documents, index, (asked, given, at) => {
          const none = change(given, place, at, (statements) => [...statements, everything]);

          expect(decide(asked, none).result).to.equal(REFUSED);
        }),
        bounded(20),
      );
    });

    it(`a condition on an absent key is always true or never, as its operator says: ${place}`, () => {
      const extra = fc
        .constantFrom<"Allow" | "Deny">("Allow", "Deny")
        .chain((effect) => statement(place, effect));
      fc.assert(
        fc.property(
          request,
          documents,
          extra,
          fc.constantFrom(...OPERATORS),
          index,
          (asked, given, one, [operator, values, holdsWhenAbsent], at) => {
            const tested = { ...one, Condition: { [operator]: { "app:nobody-sends-this": values } } };
            const untested: PolicyStatement = { ...one, Condition: {} };

            const withTest = change(given, place, at, (statements) => [...statements, tested]);
            const asDocumented = change(given, place, at, (statements) =>
              holdsWhenAbsent ? [...statements, untested] : statements,
            );

            expect(verdict(asked, withTest)).to.deep.equal(verdict(asked, asDocumented));
          },
        ),
        bounded(40),
      );
    });
  }

  it("the order of statements and of identity policies does not matter", () => {
    fc.assert(
      fc.property(request, documents, (asked, given) => {
        const reversed = mapDocuments(given, ({ Statement, ...rest }) => ({
          ...rest,
          Statement: [...Statement].reverse(),
        }));

        expect(verdict(asked, { ...reversed, identity: [...reversed.identity].reverse() })).to.deep.equal(
          verdict(asked, given),
        );
      }),
      bounded(100),
    );
  });

  it("a statement about several actions and resources is as many statements about one each", () => {
    const each = <T>(value: T | readonly T[] | undefined) => [value].flat() as (T | undefined)[];
    const split = (one: PolicyStatement): PolicyStatement[] =>
      each(one.Action).flatMap((Action) =>
        each(one.Resource).map((Resource) => ({
          ...one,
          ...(Action !== undefined && { Action }),
          ...(Resource !== undefined && { Resource }),
        })),
      );
    fc.assert(
      fc.property(request, documents, (asked, given) => {
        expect(verdict(asked, mapStatements(given, split))).to.deep.equal(verdict(asked, given));
      }),
      bounded(100),
    );
  });

  it("the case of actions, operators and keys does not matter", () => {
    const upper = (keys: object) =>
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toUpperCase(), value]));
    const shout = (text: string) => text.toUpperCase();
    const loud = (one: PolicyStatement): PolicyStatement[] => [
      {
        ...one,
        ...(one.Action !== undefined && { Action: [one.Action].flat().map(shout) }),
        ...(one.NotAction !== undefined && { NotAction: [one.NotAction].flat().map(shout) }),
        ...(one.Condition && {
          Condition: upper(
            Object.fromEntries(
              Object.entries(one.Condition).map(([operator, keys]) => [operator, upper(keys)]),
            ),
          ),
        }),
      },
    ];
    fc.assert(
      fc.property(request, documents, (asked, given) => {
        const loudly = { ...asked, action: shout(asked.action), context: upper(asked.context) };

        expect(verdict(loudly, mapStatements(given, loud))).to.deep.equal(verdict(asked, given));
      }),
      bounded(100),
    );
  });

  it("a document decides alike as data, as text and loaded twice", () => {
    fc.assert(
      fc.property(request, documents, (asked, given) => {
        const policies = toPolicies(given);
        const load = (document: ListedDocument) => loadPolicy(JSON.stringify(document));
        const [first] = given.identity;

        const loaded = { ...policies, identity: given.identity.map(load) };
        const twice = { ...policies, identity: loaded.identity.map(({ document }) => loadPolicy(document)) };

        expect(evaluate(asked, loaded).result).to.equal(evaluate(asked, policies).result);
        expect(evaluate(asked, twice).result).to.equal(evaluate(asked, policies).result);
        if (first) expect(load(first).document).to.deep.equal(first);
      }),
      bounded(40),
    );
  });

  it("the trace agrees with the decision, and the explanation is one line", () => {
    fc.assert(
      fc.property(request, documents, (asked, given) => {
        const decision = decide(asked, given);
        const { result, by, deniedBy, trace } = decision;
        const denies = trace.some(({ statement: { effect }, isMatch }) => effect === "Deny" && isMatch);
        const decisive = trace.filter(({ statement: step }) => by !== undefined && isSame(step, by));

        expect(denies).to.equal(result === REFUSED);
        expect(trace.every(({ isMatch, mismatches }) => isMatch === (mismatches.length === 0))).to.equal(
          true,
        );
        expect(decisive.some(({ isMatch }) => isMatch)).to.equal(by !== undefined);
        expect(deniedBy === undefined).to.equal(result === ALLOWED);
        expect(explain(decision)).to.match(/^(Allowed|Denied) [^\n]+\.$/);
      }),
      bounded(100),
    );
  });
});

const isSame = (left: object, right: object): boolean => JSON.stringify(left) === JSON.stringify(right);
