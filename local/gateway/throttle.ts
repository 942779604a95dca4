import type { Throttle } from "./definition";
import { refuse, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";
import { TokenBucket } from "./token-bucket";

const STAGE_WIDE = "*/*";
/** What is left of the burst when a stage limits the rate only: the account's default. */
const ACCOUNT_BURST = 5_000;

/** Buckets by API, stage and method settings key. They belong to the cloud, not to a deployment: deploying again refills nothing. */
const bucketsOf = new WeakMap<GatewayPorts, Map<string, TokenBucket>>();

/** The method's own limit where the stage has one, else the limit that all other methods of the stage share. */
export function throttle(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  const found = findThrottle(exchange);
  if (!found || found.throttle.ratePerSecond < 0) return undefined;
  const { ratePerSecond } = found.throttle;
  const burst = found.throttle.burst < 0 ? ACCOUNT_BURST : found.throttle.burst;
  const bucket = bucketFor(ports, `${exchange.api.id}/${exchange.stage.name}/${found.key}`, {
    ratePerSecond,
    burst,
  });
  if (bucket.take(exchange.receivedMs)) return undefined;
  return refuse(
    "THROTTLED",
    `throttle ${found.key} of stage ${exchange.stage.name}: ${ratePerSecond} requests per second, burst ${burst}`,
  );
}

function findThrottle({ stage, matched }: Exchange): { key: string; throttle: Throttle } | undefined {
  const { resource, method } = matched;
  const key = `${resource.path}/${method.httpMethod}`;
  // Pulumi leaves the first slash of the path out, AWS keeps it.
  const keys = [key.slice(1), key, STAGE_WIDE];
  for (const name of keys) {
    const limit = stage.throttles.get(name);
    if (limit) return { key: name, throttle: limit };
  }
  return undefined;
}

function bucketFor(ports: GatewayPorts, name: string, limit: Throttle): TokenBucket {
  let buckets = bucketsOf.get(ports);
  if (!buckets) bucketsOf.set(ports, (buckets = new Map()));
  let bucket = buckets.get(name);
  if (!bucket || bucket.ratePerSecond !== limit.ratePerSecond || bucket.burst !== limit.burst)
    buckets.set(name, (bucket = new TokenBucket(limit.ratePerSecond, limit.burst)));
  return bucket;
}
