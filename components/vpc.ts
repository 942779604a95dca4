import { interpolate, type Input } from "@pulumi/pulumi";
import type { Statement } from "../policies";
import { checkedText } from "./checked-text";
import { ConfigError } from "./config-error";

/** Where in a network of your own the function's connections start. */
export interface Vpc {
  /** Subnets of one VPC, 16 at most; two in different zones outlast the loss of one. */
  readonly subnetIds: readonly Input<string>[];
  /** Security groups of the same VPC, five at most. */
  readonly securityGroupIds: readonly Input<string>[];
  /** Whether connections may leave by IPv6, where the subnets have it. @default false */
  readonly ipv6AllowedForDualStack?: boolean;
}

const LISTS = {
  subnetIds: { maximum: 16, form: /^subnet-[0-9a-z]+$/, example: "subnet-0123456789abcdef0" },
  securityGroupIds: { maximum: 5, form: /^sg-[0-9a-z]+$/, example: "sg-0123456789abcdef0" },
} as const;

/** @throws ConfigError naming the route and the setting. */
export function checkVpc(key: string, vpc: Vpc): Vpc {
  const unknown = Object.keys(vpc).find((name) => !(name in LISTS) && name !== "ipv6AllowedForDualStack");
  if (unknown !== undefined)
    throw new ConfigError(
      `${key}: vpc.${unknown} is not a setting; use subnetIds, securityGroupIds and ipv6AllowedForDualStack`,
    );
  const { ipv6AllowedForDualStack } = vpc;
  if (ipv6AllowedForDualStack !== undefined && typeof ipv6AllowedForDualStack !== "boolean")
    throw new ConfigError(`${key}: vpc.ipv6AllowedForDualStack must be true or false`);
  return {
    ...vpc,
    subnetIds: checkIds(key, "subnetIds", vpc.subnetIds),
    securityGroupIds: checkIds(key, "securityGroupIds", vpc.securityGroupIds),
  };
}

function checkIds(key: string, list: keyof typeof LISTS, ids: unknown): readonly Input<string>[] {
  const { maximum, form, example } = LISTS[list];
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > maximum)
    throw new ConfigError(`${key}: vpc.${list} needs a list of 1 to ${maximum} ids, such as ["${example}"]`);
  return (ids as readonly Input<string>[]).map((id, index) =>
    checkedText(id, (known) => {
      if (typeof known !== "string" || !form.test(known))
        throw new ConfigError(
          `${key}: vpc.${list}[${index}] is ${JSON.stringify(known)}; use an id such as "${example}"`,
        );
    }),
  );
}

const INTERFACES = "arn:aws:ec2:*:*:network-interface/*";

/**
 * What Lambda itself needs of the function's role to put a network interface into the subnets. The function's code needs
 * none of it, so a Deny takes it from the code: AWS sets `lambda:SourceFunctionArn` on exactly the calls that code makes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function vpcStatements({ subnetIds, securityGroupIds }: Vpc): readonly Statement<"identity">[] {
  const { ec2 } = require("../policies/services/ec2") as typeof import("../policies/services/ec2");
  return [
    ec2.allow("CreateNetworkInterface").on({
      networkInterface: INTERFACES,
      subnet: subnetIds.map((id) => interpolate`arn:aws:ec2:*:*:subnet/${id}`),
      securityGroup: securityGroupIds.map((id) => interpolate`arn:aws:ec2:*:*:security-group/${id}`),
    }),
    // Lambda makes the interface, so nobody knows its id before.
    ec2
      .allow("DeleteNetworkInterface", "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses")
      .on({ networkInterface: INTERFACES }),
    ec2
      .allow("DescribeNetworkInterfaces", "DescribeSubnets")
      .onEverything("EC2 knows no resource for these two, and Lambda looks up its interface by them"),
    ec2
      .deny(
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "AssignPrivateIpAddresses",
        "UnassignPrivateIpAddresses",
        "DescribeNetworkInterfaces",
        "DescribeSubnets",
      )
      .onEverything()
      .when("lambda:SourceFunctionArn", "Null", false),
  ];
}
