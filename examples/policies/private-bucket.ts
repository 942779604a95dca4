import { interpolate, type Input } from "@pulumi/pulumi";
import { resourcePolicy } from "../../policies";
import { s3 } from "../../policies/services/s3";

export interface PrivateBucket {
  readonly bucket: { readonly arn: Input<string> };
  /** The account whose principals may use it. */
  readonly account: string;
  /** `vpce-…`. */
  readonly endpoint: string;
}

/**
 * The policy of a VPC endpoint for S3: one's own principals reach one's own bucket. Nothing can be carried from the network
 * to a bucket of somebody else, and no keys brought along from elsewhere work in it.
 */
export const endpointPolicy = ({ bucket, account }: PrivateBucket) =>
  resourcePolicy(
    s3
      .allow("GetObject", "PutObject")
      .by("*")
      .on({ object: interpolate`${bucket.arn}/*` })
      .when("aws:PrincipalAccount", "StringEquals", account)
      .when("aws:ResourceAccount", "StringEquals", account),
  );

/** The policy of the bucket: its objects are not touched from outside the endpoint, whatever else is allowed. */
export const bucketPolicy = ({ bucket, endpoint }: PrivateBucket) =>
  resourcePolicy(
    s3
      .deny("GetObject", "PutObject", "DeleteObject")
      .by("*")
      .on({ object: interpolate`${bucket.arn}/*` })
      .when("aws:SourceVpce", "StringNotEquals", endpoint),
  );
