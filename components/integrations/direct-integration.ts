import type { Input } from "@pulumi/pulumi";

/** One way in which the backend's answer becomes the response. */
export interface IntegrationResponse {
  readonly statusCode: number;
  readonly template: string;
}

/** An API Gateway integration that calls an AWS service with the caller's credentials. */
export interface DirectIntegration {
  readonly service: "dynamodb";
  readonly action: "GetItem" | "Query" | "DeleteItem";
  readonly table: { readonly name: Input<string> };
  /** Path parameters that the templates read; the route must have them. */
  readonly pathParameters: readonly string[];
  /** Query parameters that the templates read. */
  readonly queryParameters: readonly string[];
  readonly requestTemplate: (tableName: string) => string;
  /** By selection pattern on the backend's status; `default` is the success. */
  readonly responses: Readonly<Record<string, IntegrationResponse>>;
  /** Statuses that a template may set beside those of `responses`. */
  readonly statuses: readonly number[];
}
