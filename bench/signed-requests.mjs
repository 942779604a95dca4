import aws4 from "aws4";
import { httpSend } from "./http-send.mjs";

/** How somebody signs: `{ region, credentials }`. Nobody: the requests are sent as they are. */
const sign = (request, signer) =>
  signer === undefined ? request : aws4.sign({ region: signer.region, ...request }, signer.credentials);

/** GETs of an API's paths, ready to be sent again and again. */
export function apiRequests(base, paths, signer) {
  const { host, pathname } = new URL(base);
  return paths.map((each) => {
    const path = pathname.replace(/\/$/, "") + each;
    const { headers = {} } = sign({ host, path, service: "execute-api" }, signer);
    return { method: "GET", path, headers };
  });
}

/** Calls of one operation, one for each input. */
const jsonRequests = (service, { contentType, prefix }) =>
  function requestsOf(endpoint, { operation, inputs }, signer) {
    const { host } = new URL(endpoint);
    return inputs.map((input) => {
      const body = JSON.stringify(input);
      const headers = { "content-type": contentType, "x-amz-target": `${prefix}.${operation}` };
      const signed = sign({ host, method: "POST", path: "/", service, headers, body }, signer);
      return { method: "POST", path: "/", headers: signed.headers, body };
    });
  };

/** DynamoDB's peers want a signature too, but verify none. */
export const dynamodbRequests = jsonRequests("dynamodb", {
  contentType: "application/x-amz-json-1.0",
  prefix: "DynamoDB_20120810",
});

export const cognitoRequests = jsonRequests("cognito-identity", {
  contentType: "application/x-amz-json-1.1",
  prefix: "AWSCognitoIdentityService",
});

/** One call of a DynamoDB operation. @throws Error for any other answer than a success. */
export async function callDynamodb(endpoint, { operation, input }, signer) {
  const [request] = dynamodbRequests(endpoint, { operation, inputs: [input] }, signer);
  const answer = await httpSend(new URL(endpoint), request);
  if (answer?.status !== 200) throw new Error(`${operation}: ${answer?.status} ${answer?.body}`);
  return JSON.parse(answer.body);
}

/** A role's temporary credentials, for the local cloud's operator. */
export async function assumeRole({ endpoint, region, operator }, roleArn) {
  const body = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "bench",
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { host } = new URL(endpoint);
  const request = { host, method: "POST", path: "/", service: "sts", region, headers, body };
  const answer = await httpSend(new URL(endpoint), { ...aws4.sign(request, operator), body });
  const read = (name) => answer.body.match(new RegExp(`<${name}>([^<]+)</${name}>`))?.[1];
  const credentials = {
    accessKeyId: read("AccessKeyId"),
    secretAccessKey: read("SecretAccessKey"),
    sessionToken: read("SessionToken"),
  };
  if (credentials.sessionToken === undefined) throw new Error(`AssumeRole: ${answer.status} ${answer.body}`);
  return { region, credentials };
}
