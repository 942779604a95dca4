import aws4 from "aws4";
import { freePort } from "../free-port.mjs";
import { httpSend } from "../http-send.mjs";
import { startServer } from "../server-process.mjs";

const ANYBODY = { accessKeyId: "test", secretAccessKey: "test" };
const LIST_TABLES = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "DynamoDB_20120810.ListTables",
};

/** moto's server by the Python that it is installed in. Its functions need Docker, so `ask` lists tables. */
export async function startMoto({ python, home }) {
  const port = await freePort();
  const server = startServer({
    command: python,
    args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
    home,
  });
  const endpoint = new URL(`http://127.0.0.1:${port}/`);
  const request = { host: endpoint.host, method: "POST", path: "/", service: "dynamodb", body: "{}" };
  const ask = () =>
    httpSend(endpoint, aws4.sign({ ...request, region: "us-east-1", headers: { ...LIST_TABLES } }, ANYBODY));
  return { server, ask };
}
