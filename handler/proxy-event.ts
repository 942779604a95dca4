/** The parts of API Gateway's proxy event (payload format 1.0) that the adapter reads. A direct caller may send anything. */
export interface ProxyEvent {
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly pathParameters?: Readonly<Record<string, string>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly identity?: { readonly cognitoIdentityId?: string | null; readonly userArn?: string | null };
  };
}

export interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The parts of Lambda's context that the adapter reads. */
export interface LambdaContext {
  readonly awsRequestId: string;
  /** Set by Lambda itself when the function is invoked with credentials that a Cognito identity pool issued. */
  readonly identity?: { readonly cognitoIdentityId?: string };
}
