// The limit: what Node's own server answers when nothing is checked and no function runs. Argument: the port.
import { createServer } from "node:http";

const BODY = JSON.stringify({ message: "hello" });
const HEADERS = { "content-type": "application/json", "content-length": Buffer.byteLength(BODY) };

createServer((_request, response) => response.writeHead(200, HEADERS).end(BODY)).listen(
  Number(process.argv[2]),
  "127.0.0.1",
);
