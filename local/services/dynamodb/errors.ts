import { AwsError, internalFailure } from "../aws-error";
import { isDynaliteError } from "./dynalite";

/** Where each code belongs in `__type`. Whatever is not listed is DynamoDB's own. */
const FRAMEWORK_CODES = new Set([
  "AccessDeniedException",
  "SerializationException",
  "UnknownOperationException",
  "RequestEntityTooLarge",
]);

export const dynamodbErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 400, text),
  validation: (text: string) => new AwsError("ValidationException", 400, text),
  tableNotFound: (table: string) =>
    new AwsError("ResourceNotFoundException", 400, `Requested resource not found: Table: ${table} not found`),
  noSuchTable: () => new AwsError("ResourceNotFoundException", 400, "Requested resource not found"),
  deletionProtected: () =>
    new AwsError(
      "ValidationException",
      400,
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    ),
  internal: () => internalFailure("InternalServerError"),
};

/** The JSON body of a refusal, with `__type` and the spelling of `message` that DynamoDB uses for it. */
export function dynamodbErrorBody(error: AwsError): Record<string, unknown> {
  const namespace = FRAMEWORK_CODES.has(error.code)
    ? "com.amazon.coral.service"
    : error.code === "ValidationException"
      ? "com.amazon.coral.validate"
      : "com.amazonaws.dynamodb.v20120810";
  const spelling =
    error.code === "AccessDeniedException" || error.code === "SerializationException" ? "Message" : "message";
  return { __type: `${namespace}#${error.code}`, [spelling]: error.message, ...error.details };
}

/** An error of the engine as DynamoDB's own; undefined when the engine itself failed. */
export function fromEngine(error: unknown): AwsError | undefined {
  if (error instanceof AwsError) return error;
  if (!isDynaliteError(error)) return undefined;
  const { __type, message, Message, ...details } = error.body;
  const code = __type.slice(__type.indexOf("#") + 1);
  return new AwsError(code, error.statusCode, { ...details, message: message ?? Message ?? "" });
}
