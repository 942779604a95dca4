import type { Input } from "@pulumi/pulumi";
import { resourcePolicy } from "../../policies";
import { kms } from "../../policies/services/kms";

const OWN_KEY = "a key's policy speaks of that key alone";

/**
 * The policy of a key: whoever manages it cannot read with it, and whoever reads can do so for one customer's data only,
 * through DynamoDB. Nothing is left to the account's identity policies.
 */
export const customerKey = (administrator: Input<string>, service: Input<string>) =>
  resourcePolicy(
    kms
      .allow(
        "DescribeKey",
        "EnableKeyRotation",
        "GetKeyPolicy",
        "PutKeyPolicy",
        "ScheduleKeyDeletion",
        "CancelKeyDeletion",
        "TagResource",
      )
      .by({ AWS: administrator })
      .onEverything(OWN_KEY),
    kms
      .allow("Decrypt", "GenerateDataKey")
      .by({ AWS: service })
      .onEverything(OWN_KEY)
      .when("kms:ViaService", "StringLike", "dynamodb.*.amazonaws.com")
      .when("kms:EncryptionContext:aws:dynamodb:tableName", "StringEquals", "customers"),
  );
