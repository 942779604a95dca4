import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { startLocalCloud, type RunningCloud } from "../../local/start";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";

loadTypeScriptInChildren();

export const root = join(__dirname, "..", "..");

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Person {
  readonly username: string;
  readonly password: string;
  readonly identityId: string;
  readonly token: string;
  readonly keys: Keys;
}

export interface SignedCall {
  readonly as?: Keys;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly region?: string;
  readonly service?: string;
  /** What is sent instead of what was signed. */
  readonly sent?: {
    readonly path?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any;
}

/** The app of this repository in the local cloud, with data of its own. */
export class RunningApp {
  readonly data = mkdtempSync(join(tmpdir(), "app-"));
  readonly log: string[] = [];
  private cloud: RunningCloud | undefined;
  private people = 0;

  async start(stack = "dev"): Promise<this> {
    this.cloud = await startLocalCloud({
      directory: root,
      stack,
      port: 0,
      dataFolder: this.data,
      fresh: false,
      watch: false,
      log: (line) => this.log.push(line),
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.cloud?.close();
    this.cloud = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  get endpoint(): string {
    return this.cloud!.endpoint;
  }

  /** The stack's outputs. */
  get outputs(): any {
    return this.cloud!.outputs;
  }

  get region(): string {
    return this.outputs.region;
  }

  get operator(): Keys {
    return JSON.parse(readFileSync(join(this.data, "outputs.json"), "utf8")).local.operator;
  }

  /** Settings of an unmodified AWS SDK client. */
  client(credentials: Keys) {
    return { endpoint: this.endpoint, region: this.region, credentials, maxAttempts: 1 };
  }

  /** Registers a new person; retries while registration is throttled, as a client would. */
  async register(): Promise<Person> {
    const username = `person-${++this.people}-${process.pid}`;
    const password = "correct horse battery staple";
    for (;;) {
      const { status, json, text } = await this.call("POST /users", {
        body: JSON.stringify({ username, password }),
      });
      if (status === 429) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      if (status !== 201) throw new Error(`POST /users answered ${status} ${text}`);
      const { accessKeyId, secretAccessKey, sessionToken } = json.credentials;
      return {
        username,
        password,
        identityId: json.identityId,
        token: json.token,
        keys: { accessKeyId, secretAccessKey, sessionToken },
      };
    }
  }

  /** Signed, with a JSON body. */
  post(route: string, person: Person, body: unknown): Promise<Answer> {
    return this.call(route, { as: person.keys, body: JSON.stringify(body) });
  }

  /** Signed. */
  get(path: string, person: Person): Promise<Answer> {
    return this.call(`GET ${path}`, { as: person.keys });
  }

  async call(route: string, call: SignedCall = {}): Promise<Answer> {
    const [method, path] = route.split(" ") as [string, string];
    return this.fetch(method, `${this.outputs.url}${path}`, call);
  }

  async fetch(
    method: string,
    url: string,
    { as, body, headers, at, region, service, sent }: SignedCall,
  ): Promise<Answer> {
    const target = new URL(url);
    const request = new HttpRequest({
      method,
      hostname: target.hostname,
      port: Number(target.port),
      path: target.pathname,
      query: Object.fromEntries(target.searchParams),
      headers: {
        host: target.host,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const signer =
      as &&
      new SignatureV4({
        credentials: as,
        region: region ?? this.region,
        service: service ?? "execute-api",
        sha256: Sha256,
      });
    const signed = signer ? await signer.sign(request, { signingDate: new Date(at ?? Date.now()) }) : request;
    const actual = sent?.path === undefined ? target : new URL(sent.path, target);
    const content = sent?.body ?? body;
    const response = await fetch(actual, {
      method,
      headers: { ...signed.headers, ...sent?.headers },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return {
      status: response.status,
      type: response.headers.get("x-amzn-errortype"),
      headers: response.headers,
      text,
      json,
    };
  }
}
