import { callService, type StoreService } from "./signed-call";

/** What a captured `parameter()` or `secret()` is inside a function. */
export interface StoredValue {
  get(): Promise<string>;
}

export const storedParameter = (variable: string): StoredValue =>
  fetchedOnce(variable, async (Name) => {
    const { Parameter } = await callService(SSM, { Name, WithDecryption: true });
    return (Parameter as { Value?: unknown } | undefined)?.Value;
  });

export const storedSecret = (variable: string): StoredValue =>
  fetchedOnce(variable, async (SecretId) => (await callService(SECRETS_MANAGER, { SecretId })).SecretString);

const SSM: StoreService = { name: "ssm", target: "AmazonSSM.GetParameter" };
const SECRETS_MANAGER: StoreService = { name: "secretsmanager", target: "secretsmanager.GetSecretValue" };

function fetchedOnce(variable: string, read: (place: string) => Promise<unknown>): StoredValue {
  let fetched: Promise<string> | undefined;
  // As a text or JSON it would be no more than "[object Object]".
  const refuse = (): never => {
    throw new Error(
      `A captured parameter or secret is fetched before it is used: await its get() (${variable})`,
    );
  };
  const value = {
    toString: refuse,
    toJSON: refuse,
    get: () =>
      (fetched ??= fetchText(variable, read).catch((error: unknown) => {
        fetched = undefined;
        throw error;
      })),
  };
  return value;
}

async function fetchText(variable: string, read: (place: string) => Promise<unknown>): Promise<string> {
  const place = process.env[variable];
  if (place === undefined)
    throw new Error(
      `The function's environment lacks ${variable}, which says where a captured value is stored`,
    );
  const value = await read(place);
  if (typeof value !== "string") throw new Error(`${place} (${variable}) holds no text`);
  return value;
}
