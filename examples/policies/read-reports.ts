import { interpolate, type Input } from "@pulumi/pulumi";
import { policy } from "../../policies";
import { s3 } from "../../policies/services/s3";

/** Reads the reports in a bucket and lists them, and nothing else that the bucket holds. */
export const readReports = (bucket: { readonly arn: Input<string> }) =>
  policy(
    s3.allow("GetObject").on({ object: interpolate`${bucket.arn}/reports/*` }),
    // Listing is asked of the bucket: without the prefix, names of all that it holds could be read.
    s3.allow("ListBucket").on({ bucket }).when("s3:prefix", "StringLike", ["reports/*"]),
  );
