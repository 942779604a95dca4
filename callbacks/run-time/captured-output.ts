/** What a captured Output is inside a function: its value, from the environment variable that the deployment set. */
export interface CapturedOutput {
  get(): unknown;
}

export function capturedOutput(variable: string): CapturedOutput {
  let value: unknown;
  let isRead = false;
  const refuse = (member: string) => (): never => {
    throw new Error(
      `${USED_AS[member] ?? `Output.${member}`} works only while the program is deployed; in a function use its get() (${variable})`,
    );
  };
  return {
    get() {
      if (!isRead) {
        value = read(variable);
        isRead = true;
      }
      return value;
    },
    ...Object.fromEntries(DEPLOY_TIME_MEMBERS.map((member) => [member, refuse(member)])),
  };
}

export async function capturedPromise(variable: string): Promise<unknown> {
  return read(variable);
}

const DEPLOY_TIME_MEMBERS = [
  "apply",
  "toString",
  "toJSON",
  "promise",
  "isKnown",
  "isSecret",
  "resources",
  "allResources",
];

const USED_AS: Readonly<Record<string, string>> = {
  toString: "An Output as a text",
  toJSON: "An Output as JSON",
};

function read(variable: string): unknown {
  const text = process.env[variable];
  if (text === undefined)
    throw new Error(`The function's environment lacks ${variable}, which its callback captures`);
  return text === "undefined" ? undefined : JSON.parse(text);
}
