import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";

/** Calls the API, signed when keys are given, and AWS's services by their SDK clients; tells the narrator of each. */
export class Caller {
  #url;
  #region;
  #narrator;

  constructor({ url, region }, narrator) {
    this.#url = url;
    this.#region = region;
    this.#narrator = narrator;
  }

  async api(route, { as, body, at, alter, expect, type, why }) {
    const [method, path] = route.split(" ");
    const target = new URL(this.#url + path);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      host: target.host,
      ...(text === undefined ? {} : { "content-type": "application/json" }),
    };
    const signed = as ? await this.#sign({ method, target, headers, text }, as, at) : headers;
    const response = await fetch(target, { method, headers: alter?.(signed) ?? signed, body: text });
    const answer = await response.text();
    const errorType = response.headers.get("x-amzn-errortype");
    await this.#narrator.step({
      right: response.status === expect && (type === undefined || errorType === type),
      request: `${as ? "signed  " : "unsigned"} ${route}`,
      answer: `${response.status} ${errorType ?? ""} ${answer}`,
      expected: `${expect} ${type ?? ""}`,
      why,
    });
    return answer === "" ? undefined : JSON.parse(answer);
  }

  async #sign({ method, target, headers, text }, credentials, at = Date.now()) {
    const request = new HttpRequest({
      method,
      hostname: target.hostname,
      port: Number(target.port),
      path: target.pathname,
      query: Object.fromEntries(target.searchParams),
      headers,
      body: text,
    });
    const signer = new SignatureV4({
      credentials,
      region: this.#region,
      service: "execute-api",
      sha256: Sha256,
    });
    return (await signer.sign(request, { signingDate: new Date(at) })).headers;
  }

  async aws(request, client, command, { error, why }) {
    const [got, answer] = await client.send(command).then(
      ({ $metadata: _metadata, ...output }) => [undefined, JSON.stringify(output, withoutSecrets)],
      (thrown) => [thrown.name, `${thrown.name}: ${thrown.message}`],
    );
    await this.#narrator.step({ right: got === error, request, answer, expected: error ?? "success", why });
  }

  /** So many calls at once, of which some must be let through and some throttled. */
  async burst(route, count, why) {
    const [method, path] = route.split(" ");
    const headers = { "content-type": "application/json" };
    const calls = Array.from({ length: count }, () =>
      fetch(this.#url + path, { method, headers, body: "{}" }),
    );
    const throttled = (await Promise.all(calls)).filter(({ status }) => status === 429).length;
    await this.#narrator.step({
      right: throttled > 0 && throttled < count,
      request: `unsigned ${route}, ${count} at once`,
      answer: `${count - throttled} let through, ${throttled} × 429`,
      expected: "some 429",
      why,
    });
  }
}

const withoutSecrets = (name, value) => (["SecretKey", "SessionToken"].includes(name) ? "…" : value);
