import { ServiceDefinition } from "../service";
import { SERVICE_PREFIXES } from "../services/service-prefixes";

const known = new Set(SERVICE_PREFIXES.trim().split(" "));

type Found = ServiceDefinition | "unknown" | "not generated";

const found = new Map<string, Found>();

/**
 * The facts about a service, loaded when they are first asked for: a program pays only for the services in
 * its documents.
 */
export function findService(prefix: string): Found {
  if (!known.has(prefix)) return "unknown";
  const service = found.get(prefix) ?? loadService(prefix);
  found.set(prefix, service);
  return service;
}

function loadService(prefix: string): Found {
  let file: string;
  try {
    file = require.resolve(`../services/${prefix}`);
  } catch {
    return "not generated";
  }
  const exported = Object.values(require(file) as Record<string, unknown>);
  return exported.find((value) => value instanceof ServiceDefinition)!;
}
