import type { Input } from "@pulumi/pulumi";
import { resourcePolicy } from "../../policies";
import { sqs } from "../../policies/services/sqs";

/**
 * Lets one role of another account send to a queue. Its own account has to let it as well; naming the account instead of the
 * role would leave the choice of who sends to that account.
 */
export const partnerQueue = (queue: { readonly arn: Input<string> }, partnerRole: Input<string>) =>
  resourcePolicy(
    sqs.allow("SendMessage").by({ AWS: partnerRole }).on({ queue }),
    sqs
      .deny("SendMessage", "ReceiveMessage", "DeleteMessage")
      .by("*")
      .on({ queue })
      .when("aws:SecureTransport", "Bool", false),
  );
