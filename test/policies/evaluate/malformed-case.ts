import { expect } from "chai";
import { loadPolicy, PolicyError, type LoadOptions, type PolicyDocument } from "../../../policies";
import { allow } from "./decision-case";

export interface Malformed {
  readonly what: string;
  readonly document: unknown;
  readonly options?: LoadOptions;
  /** Parts of the message: the place and the remedy. */
  readonly says: readonly string[];
}

/** A document whose second statement is this one. */
export const one = (statement: object) => ({ Version: "2012-10-17", Statement: [allow(), statement] });
export const given = (more: object) => one({ ...allow(), ...more });
export const condition = (Condition: unknown) => given({ Condition });
export const principal = (Principal: unknown) => ({ Statement: { ...allow(), Principal } });

export function describeMalformed(title: string, cases: readonly Malformed[]): void {
  describe(title, () => {
    for (const { what, document, options, says } of cases) {
      it(what, () => {
        const load = () => loadPolicy(document as PolicyDocument, options);

        expect(load).to.throw(PolicyError);
        for (const part of says) expect(load).to.throw(part);
      });
    }
  });
}
