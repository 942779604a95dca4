/** The condition keys that a resource's tags are: `aws:ResourceTag/team`, and those of a service's own. */
export function resourceTags(
  services: readonly string[],
  tags: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) =>
      services.map((service) => [`${service}:ResourceTag/${name}`, value]),
    ),
  );
}
