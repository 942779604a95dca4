import { randomBytes } from "node:crypto";
import { get, request } from "node:http";
import type { Socket } from "node:net";

/** A message of the Chrome DevTools protocol, either way. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: any;
  readonly result?: any;
  readonly error?: { readonly message: string };
}

/** One connection of the Chrome DevTools protocol, as an editor has it. */
export class DebuggerClient {
  private readonly deliver: (text: string) => void;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly listeners = new Set<(message: Message) => void>();
  private lastId = 0;

  constructor(deliver: (text: string) => void) {
    this.deliver = deliver;
  }

  receive(text: string): void {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) for (const listener of this.listeners) listener(message);
    else this.waiting.get(message.id)?.(message);
  }

  async send(method: string, params: object = {}): Promise<any> {
    const id = ++this.lastId;
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    this.deliver(JSON.stringify({ id, method, params }));
    const { error, result } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  on(method: string, listener: (params: any) => void): void {
    this.listeners.add((message) => message.method === method && listener(message.params));
  }
}

/** The first target that listens at this port. */
export async function attach(port: number): Promise<{ client: DebuggerClient; close: () => void }> {
  const [target] = await getJson(`http://127.0.0.1:${port}/json/list`);
  const socket = await openWebSocket(target.webSocketDebuggerUrl);
  const client = new DebuggerClient((text) => void socket.write(textFrame(text)));
  let received: Buffer = Buffer.alloc(0);
  socket.on("data", (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    for (let frame = readFrame(received); frame; frame = readFrame(received)) {
      received = received.subarray(frame.length);
      // The other side closes, and waits until this one does.
      if (frame.isText) client.receive(frame.text);
      else socket.destroy();
    }
  });
  socket.on("error", () => undefined);
  return { client, close: () => socket.destroy() };
}

/**
 * The thread of a worker that runs a function's code, as editors find it: the process tells of its threads, and carries
 * their messages in its own.
 */
export function attachThreads(
  main: DebuggerClient,
  onThread: (thread: DebuggerClient) => void,
): Promise<void> {
  const threads = new Map<string, DebuggerClient>();
  main.on("NodeWorker.attachedToWorker", ({ sessionId }) => {
    const deliver = (message: string) =>
      void main.send("NodeWorker.sendMessageToWorker", { sessionId, message }).catch(() => undefined);
    const thread = new DebuggerClient(deliver);
    threads.set(sessionId, thread);
    onThread(thread);
  });
  main.on("NodeWorker.receivedMessageFromWorker", ({ sessionId, message }) =>
    threads.get(sessionId)?.receive(message),
  );
  return main.send("NodeWorker.enable", { waitForDebuggerOnStart: false });
}

function getJson(url: string): Promise<any> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve(JSON.parse(text)));
    }).on("error", reject);
  });
}

function openWebSocket(url: string): Promise<Socket> {
  const { host, pathname } = new URL(url);
  const [hostname, port] = host.split(":");
  return new Promise((resolve, reject) => {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
    };
    request({ host: hostname, port, path: pathname, headers })
      .on("upgrade", (_response, socket: Socket) => resolve(socket))
      .on("error", reject)
      .end();
  });
}

/** A masked text frame, as clients must send them. */
function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.alloc(4);
  if (body.length >= 126) {
    head.writeUInt16BE(0x81fe);
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, mask, body.map((byte, index) => byte ^ mask[index % 4]!)]);
}

/** The first frame, if it is there in full. */
function readFrame(bytes: Buffer): { length: number; isText: boolean; text: string } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const headLength = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headLength) return undefined;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = headLength + size;
  if (bytes.length < length) return undefined;
  return { length, isText: bytes[0] === 0x81, text: bytes.toString("utf8", headLength, length) };
}
