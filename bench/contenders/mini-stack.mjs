import { zipSync } from "fflate";
import aws4 from "aws4";
import { freePort } from "../free-port.mjs";
import { httpJson, httpSend } from "../http-send.mjs";
import { startServer } from "../server-process.mjs";

const REGION = "us-east-1";
const ACCOUNT = "000000000000";
const ANYBODY = { accessKeyId: "test", secretAccessKey: "test" };
const HANDLER = `exports.handler = async () => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: "hello" }),
});`;

/** MiniStack by the Python that it is installed in, with its defaults: functions run without Docker, IAM is off. */
export async function startMiniStack({ python, home }) {
  const port = await freePort();
  const server = startServer({
    command: python,
    args: ["-m", "ministack"],
    home,
    env: { GATEWAY_PORT: String(port), BIND_HOST: "127.0.0.1", LOG_LEVEL: "WARNING" },
  });
  return { server, endpoint: `http://127.0.0.1:${port}` };
}

/** Whether it answers at all. */
export const isMiniStackUp = async (endpoint) =>
  (await httpSend(new URL("/_ministack/health", endpoint)))?.status === 200;

/** Deploys a function that answers a constant behind `GET /hello`, as a deployment tool would. Returns the stage's URL. */
export async function deployHello(endpoint) {
  const code = Buffer.from(zipSync({ "index.js": Buffer.from(HANDLER) })).toString("base64");
  const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:hello`;
  const uri = `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  const call = callRest(endpoint);
  await call("lambda", "POST /2015-03-31/functions", {
    FunctionName: "hello",
    Runtime: "nodejs20.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::${ACCOUNT}:role/hello`,
    Code: { ZipFile: code },
  });
  const { id } = await call("apigateway", "POST /restapis", { name: "hello" });
  const { item } = await call("apigateway", `GET /restapis/${id}/resources`);
  const [root] = [item].flat();
  const resource = await call("apigateway", `POST /restapis/${id}/resources/${root.id}`, {
    pathPart: "hello",
  });
  const method = `/restapis/${id}/resources/${resource.id}/methods/GET`;
  await call("apigateway", `PUT ${method}`, { authorizationType: "AWS_IAM" });
  const integration = { type: "AWS_PROXY", httpMethod: "POST", uri };
  await call("apigateway", `PUT ${method}/integration`, integration);
  await call("apigateway", `POST /restapis/${id}/deployments`, { stageName: "v1" });
  return `${endpoint}/_aws/execute-api/${id}/v1`;
}

/** A GET, signed with keys that anybody may use. */
export async function askMiniStack(url) {
  const { host, pathname } = new URL(url);
  const request = { host, path: pathname, service: "execute-api", region: REGION };
  return httpSend(url, { headers: aws4.sign(request, ANYBODY).headers });
}

/** How requests to it are signed, for the load generator. */
export const MINI_STACK_SIGNER = { region: REGION, credentials: ANYBODY };

const callRest = (endpoint) => (service, call, input) => {
  const [method, path] = call.split(" ");
  const body = input && JSON.stringify(input);
  const headers = { "content-type": "application/json" };
  const { host } = new URL(endpoint);
  const request = { host, method, path, service, region: REGION, headers, ...(body && { body }) };
  return httpJson(new URL(path, endpoint), { ...aws4.sign(request, ANYBODY), method, body });
};
