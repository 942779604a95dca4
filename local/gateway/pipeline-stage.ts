import type { Exchange } from "./exchange";
import type { Refusal } from "./gateway-responses";
import type { GatewayPorts } from "./ports";

/** One step of a request. The first refusal ends the pipeline. */
export type PipelineStage = (
  exchange: Exchange,
  ports: GatewayPorts,
) => Refusal | undefined | Promise<Refusal | undefined>;
