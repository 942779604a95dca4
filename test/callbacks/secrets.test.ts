import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { analyzeCallback, CallbackError } from "../../callbacks";

const TEXT = "correct horse/1";
const KEY = "c0ffee11c0ffee22c0ffee33";
const BASE64 = "q83vEjRWeJCrze8=";
const CONFIGURATION = {
  "fixtures:text": TEXT,
  "fixtures:key": KEY,
  "fixtures:base64": BASE64,
  "fixtures:pin": "4711",
  "fixtures:one": "1",
  "fixtures:flag": "true",
  "fixtures:database": JSON.stringify({
    user: "admin",
    port: 8080,
    account: 12345678,
    code: "x9/z",
    hunter2: "hunter2secret",
    bytes: Array.from({ length: 16 }, (_, index) => index * 3),
  }),
  "fixtures:region": "eu-west-1",
};

const given = (value: unknown) => async () => value; // captured
const namedIn = (holder: { hunter2secret?: { a: number } }) => async () => holder.hunter2secret?.a;
const bytes = Buffer.from(KEY, "hex");
const inMemory = Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(9)]);
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("a secret of the configuration that was read as plain data is not written into a bundle:", () => {
  configure();

  const shown: Readonly<Record<string, unknown>> = {
    "a text": TEXT,
    "a part of a text": `password=${TEXT};`,
    "a URL": new URL(`https://user:${encodeURIComponent(TEXT)}@a.example/`),
    "an address as text": `postgres://user:${encodeURIComponent(TEXT)}@a.example/`,
    "search parameters": new URLSearchParams({ password: TEXT }),
    "a RegExp": new RegExp(TEXT),
    "an escaped RegExp": new RegExp(TEXT.replace(/\W/g, "\\$&")),
    "a key of a Map": new Map([[TEXT, 1]]),
    "a registered symbol": Symbol.for(TEXT),
    "the name of a property": { hunter2secret: 1 },
    JSON: JSON.stringify({ password: TEXT }),
    "the bytes of a text": Buffer.from(TEXT),
    "the bytes in UTF-16": Buffer.from(TEXT, "utf16le"),
    "hex in lower case": Buffer.from(TEXT).toString("hex"),
    "hex in upper case": Buffer.from(TEXT).toString("hex").toUpperCase(),
    base64: Buffer.from(TEXT).toString("base64"),
    base64url: Buffer.from(TEXT).toString("base64url"),
    "base64 after one more byte": basic(`:${TEXT}`),
    "base64 after two": basic(`u:${TEXT}!`),
    "base64 after three": basic(`us:${TEXT}?!`),
    "a Buffer of hex": bytes,
    "a Buffer of base64": Buffer.from(BASE64, "base64"),
    "a Uint8Array": new Uint8Array(bytes),
    "an ArrayBuffer": new Uint8Array(bytes).buffer,
    "wider numbers": Uint32Array.from(bytes),
    "the memory of wider numbers": new Uint32Array(new Uint8Array(bytes).buffer),
    "bytes among others": inMemory,
    "an array of bytes": [...bytes],
    "a Set of an array": new Set([[...bytes]]),
    "other digits of bytes": bytes.toString("base64"),
    "bytes as characters": bytes.toString("latin1"),
    "a short text": "4711",
    "a short text as a number": 4711,
    "a short text as bytes": Buffer.from("4711"),
    "a short text of JSON": "x9/z",
    "a text of JSON": { deep: ["hunter2secret"] },
    "a number of JSON": 12345678,
    "a number of JSON in a text": "account 12345678",
    "a number of JSON as bigint": 12345678n,
    "a list of bytes of JSON": Uint8Array.from({ length: 16 }, (_, index) => index * 3),
  };
  for (const [name, value] of Object.entries(shown)) {
    it(name, () => {
      const error = refusalOf(given(value));

      expect(error).to.be.instanceOf(CallbackError);
      expect(error!.message).to.match(/captures 'value[^']*', a secret of the configuration as a plain/);
      expect(error!.message).to.match(
        /\(test\/callbacks\/secrets\.test\.ts:\d+\)\. Read it with config\.requireSecret/,
      );
      for (const secret of [TEXT, KEY, "hunter2secret"]) expect(error!.message).not.to.contain(secret);
    });
  }

  it("the name of a property that the callback follows", () => {
    expect(refusalOf(namedIn({ hunter2secret: { a: 1 } }))?.path).to.equal("holder");
  });

  it("a constant of the file, made of it", () => {
    const key = Buffer.from(runtime.allConfig()["fixtures:key"]!, "hex");

    expect(refusalOf(async () => key.toString("hex"))?.path).to.equal("key");
  });
});

describe("what only resembles a secret of the configuration is captured:", () => {
  configure();

  const captured: Readonly<Record<string, unknown>> = {
    "a secret of one character": ["1", 1, 1n, { "1": "1" }],
    "a word of JavaScript": ["true", true],
    "a short secret inside a text": ["14711", "4711 Main Street", 47110],
    "a word of a secret's JSON": "admin",
    "a port of a secret's JSON": [8080, "8080"],
    "another part of a secret": "horse",
    "a value that is no secret": "eu-west-1",
    "other bytes": [Buffer.from("other"), new Uint8Array(64), [1, 2, 3, 4]],
    "no bytes": [Buffer.alloc(0), ""],
  };
  for (const [name, value] of Object.entries(captured))
    it(name, () => expect(refusalOf(given(value))).to.equal(undefined));
});

function configure(): void {
  const own = runtime.allConfig();
  before(() => {
    const secrets = Object.keys(CONFIGURATION).filter((key) => key !== "fixtures:region");
    runtime.setAllConfig({ ...own, ...CONFIGURATION }, secrets);
  });
  after(() => runtime.setAllConfig(own));
}

function refusalOf(callback: Function): CallbackError | undefined {
  try {
    analyzeCallback(callback, { name: "POST /pets" });
    return undefined;
  } catch (error) {
    return error as CallbackError;
  }
}
