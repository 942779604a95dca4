import type { TemporaryCredentials } from "../../access/sealed-credentials";
import type { Principal } from "../../principal";

export const credentialsResult = (issued: TemporaryCredentials) => ({
  Credentials: {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: `${new Date(issued.expirationMs).toISOString().slice(0, 19)}Z`,
  },
});

export const roleUserResult = ({ arn, userId }: Principal) => ({
  AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
});
