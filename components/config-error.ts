/** Arguments that cannot become a correct API. Thrown before any resource is registered; the message names the route. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
