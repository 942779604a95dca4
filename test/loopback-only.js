// The suite talks to this machine only: a connection anywhere else is an error at the place that opens it.
const net = require("node:net");
const dns = require("node:dns");
const workers = require("node:worker_threads");

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|localhost)$/;
const refuse = (host) => {
  throw new Error(`tests talk to loopback addresses only, and this one opens a connection to ${host}`);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host =
    typeof options === "object"
      ? options.path
        ? "localhost"
        : (options.host ?? "localhost")
      : typeof args[1] === "string"
        ? args[1]
        : "localhost";
  if (!LOOPBACK.test(host)) refuse(host);
  return connect.apply(this, args);
};
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
  const original = dns[name];
  dns[name] = (host, ...rest) => (LOOPBACK.test(host) ? original(host, ...rest) : refuse(host));
}

// Processes that tests start are held to the same.
if (workers.isMainThread && !process.env.NODE_OPTIONS?.includes(__filename)) {
  process.env.NODE_OPTIONS =
    `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(__filename)}`.trim();
}
