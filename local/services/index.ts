import { CognitoIdentity } from "./cognito-identity";
import type { ServiceContext } from "./context";
import { DynamoDb } from "./dynamodb";
import { Lambda, type Runtime } from "./lambda";
import { Logs } from "./logs";
import type { LogStore } from "./logs/log-store";
import { SecretsManager } from "./secretsmanager";
import { ParameterStore } from "./ssm";
import { SecurityTokenService } from "./sts";

export type { Caller, ServiceAnswer } from "./caller";

/** The AWS services of the local cloud. Each authorizes every call under its caller's permissions, whichever door it came through. */
export interface Services {
  readonly cognitoIdentity: CognitoIdentity;
  readonly dynamodb: DynamoDb;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly secretsManager: SecretsManager;
  readonly ssm: ParameterStore;
  readonly sts: SecurityTokenService;
}

export interface ServiceParts {
  readonly runtime: Runtime;
  readonly logStore: LogStore;
  /** Where the identities and their token key are kept. */
  readonly identityFolder: string;
  readonly tableFolder: string;
}

export function createServices(context: ServiceContext, parts: ServiceParts): Services {
  const cognitoIdentity = new CognitoIdentity(context, parts.identityFolder);
  return {
    cognitoIdentity,
    dynamodb: new DynamoDb(context, parts.tableFolder),
    lambda: new Lambda(context, parts.runtime),
    logs: new Logs(context, parts.logStore),
    secretsManager: new SecretsManager(context),
    ssm: new ParameterStore(context),
    sts: new SecurityTokenService(context, (token) => cognitoIdentity.checkToken(token)),
  };
}
