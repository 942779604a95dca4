import type { LambdaFunction } from "../../cloud-state";
import type { InvokeResult } from "../../runtime/invoke-result";
import { findDenial } from "../authorize-call";
import { AwsError } from "../aws-error";
import type { Caller } from "../caller";
import type { ServiceContext } from "../context";
import { lambdaErrors } from "./errors";
import { parseFunctionName, type FunctionReference } from "./function-name";

/** 6 MB, and a little, for synchronous payloads; 1 MB for events. */
export const SYNCHRONOUS_LIMIT = 6_291_556;
const EVENT_LIMIT = 1_048_576;

export interface InvokeOptions {
  /** @default "RequestResponse" */
  readonly invocationType?: "RequestResponse" | "Event" | "DryRun";
  /** `$LATEST` is the only one there is. */
  readonly qualifier?: string;
  /** Asks for the last 4 KB of the log, in `X-Amz-Log-Result`. */
  readonly logTail?: boolean;
  readonly clientContext?: unknown;
  readonly traceId?: string;
  /** The caller has made the payload with JSON.stringify: it need not be looked at. @default false */
  readonly isJson?: boolean;
}

export interface InvokeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** What runs functions: `FunctionRuntime`. */
export interface Runtime {
  invoke(
    fn: LambdaFunction,
    payload: Buffer,
    options: {
      readonly invokedBy?: NonNullable<Caller["principal"]["cognito"]>;
      readonly invokedArn?: string;
      readonly clientContext?: unknown;
      readonly logTail?: boolean;
      readonly traceId?: string;
    },
  ): Promise<InvokeResult>;
}

interface NamedFunction {
  readonly fn: LambdaFunction;
  /** With the qualifier, if the caller gave one. */
  readonly arn: string;
}

/** Lambda's Invoke, for the wire and for the gateway alike: authorized under the caller's permissions and the function's policy. */
export class Lambda {
  readonly #context: ServiceContext;
  readonly #runtime: Runtime;

  constructor(context: ServiceContext, runtime: Runtime) {
    this.#context = context;
    this.#runtime = runtime;
  }

  /** Never rejects: refusals are 4xx answers; a function that failed is 200 with `X-Amz-Function-Error`. */
  // oxlint-disable-next-line max-params -- the gateway calls it in this form
  async invoke(
    caller: Caller,
    functionName: string,
    payload: Buffer,
    options: InvokeOptions = {},
  ): Promise<InvokeAnswer> {
    try {
      const named = this.#authorizedFunction(caller, functionName, options.qualifier);
      return await this.#run(caller, named, { ...options, payload });
    } catch (error) {
      if (!(error instanceof AwsError))
        this.#context.reportFailure(`lambda:InvokeFunction of ${functionName}`, error);
      return lambdaErrorAnswer(caller.requestId, error instanceof AwsError ? error : lambdaErrors.internal());
    }
  }

  async #run(
    caller: Caller,
    { fn, arn }: NamedFunction,
    { payload, ...options }: InvokeOptions & { readonly payload: Buffer },
  ): Promise<InvokeAnswer> {
    const invocationType = options.invocationType ?? "RequestResponse";
    const limit = invocationType === "Event" ? EVENT_LIMIT : SYNCHRONOUS_LIMIT;
    const event = readPayload(payload, limit, options.isJson ?? false);
    if (invocationType === "DryRun") return answer(caller, 204);

    const running = this.#runtime.invoke(fn, event, {
      invokedArn: arn,
      ...(caller.principal.cognito && { invokedBy: caller.principal.cognito }),
      ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
      ...(options.logTail && { logTail: true }),
      ...(options.traceId !== undefined && { traceId: options.traceId }),
    });
    if (invocationType === "Event") {
      running.catch((error: unknown) =>
        this.#context.reportFailure(`lambda:InvokeFunction of ${fn.name}`, error),
      );
      return answer(caller, 202);
    }
    return toAnswer(await running, options);
  }

  /** Decides first, so that a refused caller does not learn which functions exist. */
  #authorizedFunction(
    caller: Caller,
    functionName: string,
    qualifierOption: string | undefined,
  ): NamedFunction {
    const { state, region, accountId } = this.#context;
    const reference = parseFunctionName(functionName);
    if (reference === undefined) {
      throw lambdaErrors.invalidParameter(
        `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
      );
    }
    const qualifier = oneQualifier(reference, qualifierOption);
    const unqualified = `arn:aws:lambda:${reference.region ?? region}:${reference.accountId ?? accountId}:function:${reference.name}`;
    const arn = qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
    const named = state.functions.get(reference.name);
    const fn = named?.arn === unqualified ? named : undefined;
    const denial = findDenial(this.#context, caller, {
      action: "lambda:InvokeFunction",
      resource: arn,
      ...(fn?.resourcePolicy && { resourcePolicy: fn.resourcePolicy }),
    });
    if (denial !== undefined) throw lambdaErrors.accessDenied(denial);
    if (fn === undefined || (qualifier !== undefined && qualifier !== "$LATEST"))
      throw lambdaErrors.functionNotFound(arn);
    return { fn, arn };
  }
}

function oneQualifier(reference: FunctionReference, option: string | undefined): string | undefined {
  if (reference.qualifier !== undefined && option !== undefined && reference.qualifier !== option) {
    throw lambdaErrors.invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  return reference.qualifier ?? option;
}

/** An absent payload is an empty event. */
function readPayload(payload: Buffer, limit: number, isJson: boolean): Buffer {
  if (payload.length > limit) throw lambdaErrors.payloadTooLarge(limit);
  if (payload.length === 0) return Buffer.from("{}");
  if (isJson) return payload;
  try {
    JSON.parse(payload.toString("utf8"));
  } catch (error) {
    throw lambdaErrors.payloadNotJson((error as Error).message);
  }
  return payload;
}

function toAnswer(result: InvokeResult, options: InvokeOptions): InvokeAnswer {
  if (result.throttled)
    throw lambdaErrors.throttled(JSON.parse(result.payload.toString("utf8")) as { Message: string });
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "x-amzn-RequestId": result.requestId,
      "X-Amz-Executed-Version": "$LATEST",
      "x-amzn-Remapped-Content-Length": "0",
      ...(options.traceId !== undefined && { "X-Amzn-Trace-Id": options.traceId }),
      ...(result.functionError && { "X-Amz-Function-Error": result.functionError }),
      ...(result.logTail !== undefined && { "X-Amz-Log-Result": result.logTail }),
    },
    body: result.payload,
  };
}

const answer = (caller: Caller, status: number): InvokeAnswer => ({
  status,
  headers: { "x-amzn-RequestId": caller.requestId },
  body: "",
});

/** REST-JSON: the code in a header, the text in the body. */
export function lambdaErrorAnswer(requestId: string, error: AwsError): InvokeAnswer {
  return {
    status: error.status,
    headers: {
      "content-type": "application/json",
      "x-amzn-RequestId": requestId,
      "x-amzn-ErrorType": error.code,
    },
    body: JSON.stringify({ Message: error.message, ...error.details }),
  };
}
