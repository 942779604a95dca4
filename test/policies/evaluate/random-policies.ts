import fc, { type Arbitrary } from "fast-check";
import type { Policies, PolicyDocument, PolicyRequest, PolicyStatement } from "../../../policies";
import { ACCOUNT, OTHER_ACCOUNT, QUEUE, ROLE, ROOT, SESSION, USER } from "./decision-case";

/** The places of a policy, each with the rules for what its statements may hold. */
export const PLACES = [
  "identity",
  "resource",
  "boundary",
  "session",
  "serviceControl",
  "resourceControl",
  "endpoint",
] as const;
export type Place = (typeof PLACES)[number];

const FEDERATED = `arn:aws:sts::${ACCOUNT}:federated-user/bob`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
const ELSEWHERE = `arn:aws:sqs:eu-west-1:${OTHER_ACCOUNT}:orders`;

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const oneOrMany = <T>(value: Arbitrary<T>) =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const contextValue = fc.oneof(
  some("a", "b", "ab", "", "*", "7", "true", "203.0.113.5", "2026-01-01", QUEUE),
  fc.array(some("a", "b", "ab", ""), { maxLength: 3 }),
);
const KEYS = ["app:one", "app:two", "app:three"] as const;

/** Asks for things that the documents speak of, so that many of the decisions are close. */
export const request: Arbitrary<PolicyRequest> = fc
  .record({
    principal: some(USER, ROLE, SESSION, SESSION, FEDERATED, ROOT, "sns.amazonaws.com", "anonymous"),
    target: fc.oneof(
      { weight: 6, arbitrary: some({ action: "sqs:SendMessage", resource: QUEUE }) },
      {
        weight: 4,
        arbitrary: some(
          { action: "sqs:SendMessage", resource: ELSEWHERE },
          { action: "sqs:ListQueues", resource: "*" },
          { action: "sts:AssumeRole", resource: ROLE },
          { action: "kms:Decrypt", resource: KEY },
        ),
      },
    ),
    context: fc.dictionary(some(...KEYS), contextValue, { maxKeys: 3 }),
  })
  .map(({ principal, target, context }) => ({ principal, ...target, context }));

/** The operators with the values that each takes, and whether it holds for an absent key. */
export const OPERATORS: readonly (readonly [
  operator: string,
  values: readonly string[],
  holdsWhenAbsent: boolean,
])[] = [
  ["StringEquals", ["a", "b", "${app:two}", "${app:two, 'a'}"], false],
  ["StringNotEquals", ["a", "b", "${app:two}"], true],
  ["StringLike", ["a*", "?", "*", "${app:two}*"], false],
  ["StringNotLike", ["a*", "?"], true],
  ["StringEqualsIgnoreCase", ["A"], false],
  ["StringNotEqualsIgnoreCase", ["A"], true],
  ["NumericLessThan", ["7", "8"], false],
  ["NumericNotEquals", ["7", "8"], true],
  ["DateGreaterThan", ["2025"], false],
  ["DateNotEquals", ["2026-01-01"], true],
  ["Bool", ["true", "false"], false],
  ["BinaryEquals", ["QQ=="], false],
  ["IpAddress", ["203.0.113.0/24"], false],
  ["NotIpAddress", ["203.0.113.0/24"], true],
  ["ArnLike", ["arn:aws:sqs:*:*:*"], false],
  ["ArnNotEquals", ["arn:aws:sqs:*:*:*"], true],
  ["StringEqualsIfExists", ["a"], true],
  ["StringNotLikeIfExists", ["a*"], true],
  ["ForAllValues:StringEquals", ["a", "b"], true],
  ["ForAllValues:StringNotLike", ["a*"], true],
  ["ForAnyValue:StringEquals", ["a", "b"], false],
  ["ForAnyValue:StringNotEquals", ["a"], false],
  ["ForAnyValue:StringEqualsIfExists", ["a"], true],
  ["Null", ["true"], true],
  ["Null", ["false"], false],
];

type Condition = NonNullable<PolicyStatement["Condition"]>;

const condition: Arbitrary<Condition> = fc
  .array(
    fc
      .tuple(some(...OPERATORS), some(...KEYS))
      .chain(([[operator, values], key]) =>
        oneOrMany(some(...values)).map((value) => [operator, { [key]: value }] as const),
      ),
    { maxLength: 2 },
  )
  .map((tests) => Object.fromEntries(tests));

const action = oneOrMany(
  some("*", "sqs:*", "sqs:SendMessage", "sqs:Send?essage", "sts:AssumeRole", "kms:Decrypt", "s3:*"),
);
const resource = oneOrMany(
  some(
    "*",
    QUEUE,
    "arn:aws:sqs:*",
    `${QUEUE.slice(0, -1)}?`,
    ELSEWHERE,
    "arn:aws:*:*:*:*",
    `${QUEUE}\${app:two}`,
  ),
);
const principal = fc.oneof(
  fc.constant("*" as const),
  fc.record({ AWS: oneOrMany(some("*", ACCOUNT, ROOT, ROLE, SESSION, USER, FEDERATED, OTHER_ACCOUNT)) }),
  fc.record({ Service: some("sns.amazonaws.com") }),
);

const named = (place: Place): Arbitrary<Pick<PolicyStatement, "Principal" | "NotPrincipal">> => {
  const positive = principal.map((Principal) => ({ Principal }));
  if (place === "endpoint") return fc.oneof(positive, fc.constant({}));
  if (place === "resource" || place === "resourceControl")
    return fc.oneof(
      { weight: 4, arbitrary: positive },
      principal.map((NotPrincipal) => ({ NotPrincipal })),
    );
  return fc.constant({});
};

const orNegated = <Name extends string>(value: Arbitrary<unknown>, name: Name) =>
  fc.tuple(value, fc.nat(7)).map(([given, dice]) => ({ [dice === 0 ? `Not${name}` : name]: given }));

/** A statement that may stand in this place. */
export const statement = (place: Place, Effect: "Allow" | "Deny"): Arbitrary<PolicyStatement> =>
  fc
    .tuple(
      named(place),
      orNegated(action, "Action"),
      orNegated(resource, "Resource"),
      fc.option(condition, { freq: 2 }),
    )
    .map(([who, what, where, when]) => ({
      Effect,
      ...who,
      ...what,
      ...where,
      ...(when && { Condition: when }),
    }));

const someStatement = (place: Place) =>
  fc.oneof(
    { weight: 6, arbitrary: statement(place, "Allow") },
    { weight: 1, arbitrary: statement(place, "Deny") },
  );

const version = some<"2012-10-17" | "2008-10-17">("2012-10-17", "2012-10-17", "2008-10-17");

export interface ListedDocument extends PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

const document = (place: Place): Arbitrary<ListedDocument> =>
  fc.record({ Version: version, Statement: fc.array(someStatement(place), { maxLength: 3 }) });

const everything: PolicyStatement = { Effect: "Allow", Action: "*", Resource: "*" };

/** Most of the limits allow everything else, so that they do not decide alone. */
const limit = (place: Place): Arbitrary<ListedDocument> =>
  fc.oneof(
    { weight: 1, arbitrary: document(place) },
    {
      weight: 5,
      arbitrary: document(place).map(({ Statement, ...rest }) => ({
        ...rest,
        Statement: [
          ...Statement,
          place === "resourceControl" ? { ...everything, Principal: "*" as const } : everything,
        ],
      })),
    },
  );

const sometimes = <T>(one: Arbitrary<T>, maxLength: number): Arbitrary<T[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<T[]>([]) },
    { weight: 1, arbitrary: fc.array(one, { maxLength }) },
  );

/** A document for some of the places, at most two where there may be several. */
export type Documents = { readonly [place in Place]: readonly ListedDocument[] };

export const documents: Arbitrary<Documents> = fc.record({
  identity: fc.array(document("identity"), { minLength: 1, maxLength: 2 }),
  resource: fc.array(document("resource"), { maxLength: 1 }),
  boundary: sometimes(limit("boundary"), 1),
  session: sometimes(limit("session"), 1),
  serviceControl: sometimes(limit("serviceControl"), 2),
  resourceControl: sometimes(limit("resourceControl"), 2),
  endpoint: sometimes(limit("endpoint"), 1),
});

export function toPolicies({
  resource: ofResource,
  boundary,
  session,
  endpoint,
  ...lists
}: Documents): Policies {
  return {
    ...lists,
    ...(ofResource[0] && { resource: ofResource[0] }),
    ...(boundary[0] && { boundary: boundary[0] }),
    ...(session[0] && { session: session[0] }),
    ...(endpoint[0] && { endpoint: endpoint[0] }),
  };
}
