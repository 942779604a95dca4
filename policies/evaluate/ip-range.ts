import { isIPv4, isIPv6 } from "node:net";

/** A CIDR range as its family, its first address and the number of leading bits that count. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly address: bigint;
  readonly prefixLength: number;
}

/**
 * Reads `10.0.0.0/8`, `2001:db8::/32` or a bare address, which is a range of one. Undefined if it is none of
 * these.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [addressText, prefixText, ...rest] = text.split("/");
  const parsed = parseAddress(addressText!);
  if (parsed === undefined || rest.length > 0) return undefined;
  const bits = parsed.family === 4 ? 32 : 128;
  if (prefixText === undefined) return { ...parsed, prefixLength: bits };
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bits) return undefined;
  return { ...parsed, prefixLength: Number(prefixText) };
}

/** IPv4 and IPv6 never match each other, not even for IPv4-mapped addresses. */
export function containsAddress(range: IpRange, address: IpRange): boolean {
  if (range.family !== address.family || address.prefixLength < range.prefixLength) return false;
  const ignoredBits = BigInt((range.family === 4 ? 32 : 128) - range.prefixLength);
  return range.address >> ignoredBits === address.address >> ignoredBits;
}

function parseAddress(text: string): Pick<IpRange, "family" | "address"> | undefined {
  if (isIPv4(text)) return { family: 4, address: fromIPv4(text) };
  if (isIPv6(text) && !text.includes("%")) return { family: 6, address: fromIPv6(text) };
  return undefined;
}

const fromIPv4 = (text: string): bigint =>
  text.split(".").reduce((address, octet) => (address << 8n) | BigInt(Number(octet)), 0n);

function fromIPv6(text: string): bigint {
  const [head, tail = ""] = text.split("::");
  const left = toGroups(head!);
  const right = toGroups(tail);
  const zeros = Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...zeros, ...right].reduce((address, group) => (address << 16n) | group, 0n);
}

function toGroups(text: string): bigint[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [BigInt(`0x${group}`)];
    const embedded = fromIPv4(group);
    return [embedded >> 16n, embedded & 0xffffn];
  });
}
