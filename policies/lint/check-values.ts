import { containsAddress, parseIpRange, type IpRange } from "../evaluate/ip-range";
import { error, type LintedCondition, type LintedStatement, type Remark } from "./finding";

/** Keys that tell one account, organisation or network from all the others: part of one tells nothing. */
const EXACT_KEYS = new Set(
  [
    "aws:Ec2InstanceSourceVpc",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:ResourceAccount",
  ].map((key) => key.toLowerCase()),
);

const hasWildcard = (value: string): boolean =>
  value.split(/\$\{[^}]*\}/).some((literal) => /[*?]/.test(literal));

/** A wildcard stands where it is one, and never in place of an account, organisation or network. */
export function checkWildcards({ conditions }: LintedStatement): Remark[] {
  return conditions.flatMap(({ operator, name, key, values }) => {
    const written = values.find(hasWildcard);
    if (written === undefined) return [];
    if (/String(Not)?Equals/.test(name.base)) {
      const like = name.base.replace(/Equals(IgnoreCase)?/, "Like");
      const remedy = EXACT_KEYS.has(key.toLowerCase())
        ? "write it in full"
        : `use ${like}, or \${*} and \${?} if that is meant`;
      return [
        error(
          "literal-wildcard",
          `${operator} of ${key} compares with the characters of "${written}": ${remedy}.`,
        ),
      ];
    }
    return EXACT_KEYS.has(key.toLowerCase())
      ? [error("sensitive-wildcard", `"${written}" fits strangers too: write each value of ${key} in full.`)]
      : [];
  });
}

/**
 * Addresses that no request from the internet comes from. Source: IANA's registries of special-purpose addresses. Loopback
 * is not among them: requests to a local cloud come from there.
 */
const PRIVATE_RANGES = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "fc00::/7",
  "fe80::/10",
].map((text) => parseIpRange(text)!);

/** A range is written by its first address, and one of a private network is told by aws:VpcSourceIp. */
export function checkAddresses({ conditions }: LintedStatement): Remark[] {
  return conditions
    .filter(({ name }) => name.base.endsWith("IpAddress"))
    .flatMap(({ key, values }) => values.flatMap((value) => checkAddress(key, value)));
}

function checkAddress(key: string, value: string): Remark[] {
  const range = parseIpRange(value)!;
  const remarks: Remark[] = [];
  if (hasHostBits(range)) {
    remarks.push(
      error(
        "host-bits",
        `${value} names an address inside its range: write the first one, or a longer prefix.`,
      ),
    );
  }
  if (key.toLowerCase() === "aws:sourceip" && PRIVATE_RANGES.some((known) => containsAddress(known, range))) {
    remarks.push(
      error(
        "private-source-ip",
        `aws:SourceIp is never ${value}, which is private: use aws:VpcSourceIp, or aws:SourceVpc.`,
      ),
    );
  }
  return remarks;
}

function hasHostBits({ family, address, prefixLength }: IpRange): boolean {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefixLength);
  return (address >> hostBits) << hostBits !== address;
}

/** One operator tests one key once: of two, some tools keep only the last. */
export function checkRepeatedTests({ conditions }: LintedStatement): Remark[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ operator, key }: LintedCondition) => {
    // Stryker disable next-line MethodExpression: capitals can be compared as well
    const test = `${operator} ${key}`.toLowerCase();
    const isRepeated = seen.has(test);
    seen.add(test);
    return isRepeated
      ? [
          error(
            "repeated-test",
            `${operator} tests ${key} twice: give it one list of values, or a second statement.`,
          ),
        ]
      : [];
  });
}
