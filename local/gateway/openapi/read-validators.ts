import type { DocumentNode } from "./document-node";

export interface RequestValidator {
  readonly validatesBody: boolean;
  readonly validatesParameters: boolean;
}

const NO_VALIDATION: RequestValidator = { validatesBody: false, validatesParameters: false };

/** Finds the validator that an operation names, else the document's own, else none. */
export type FindValidator = (named: DocumentNode | undefined) => RequestValidator;

export function readValidators(
  definitions: DocumentNode | undefined,
  documentWide: DocumentNode | undefined,
): FindValidator {
  const validators = new Map<string, RequestValidator>();
  for (const [name, node] of definitions?.entries() ?? []) {
    const { validateRequestBody, validateRequestParameters } = node.members([
      "validateRequestBody",
      "validateRequestParameters",
    ]);
    validators.set(name, {
      validatesBody: validateRequestBody?.boolean() ?? false,
      validatesParameters: validateRequestParameters?.boolean() ?? false,
    });
  }
  const find: FindValidator = (named) => {
    const node = named ?? documentWide;
    if (!node) return NO_VALIDATION;
    return (
      validators.get(node.text()) ??
      node.fail(`no such request validator. Define it in x-amazon-apigateway-request-validators.`)
    );
  };
  find(undefined);
  return find;
}
