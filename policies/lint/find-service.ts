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
  const module = `../services/${prefix}`;
  if (!isThere(module)) return "not generated";
  const exported = Object.values(require(module) as Record<string, unknown>);
  return exported.find((value) => value instanceof ServiceDefinition)!;
}

function isThere(module: string): boolean {
  try {
    require.resolve(module);
    return true;
    // Stryker disable next-line BlockStatement: nothing is no more than false
  } catch {
    return false;
  }
}
