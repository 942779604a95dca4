import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { EnvHttpProxyAgent, fetch } from "undici";
import { installFolder } from "../install-folder.mjs";

const MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2";
const OLDEST_JAVA = 17;
const AT_ONCE = 8;
/** SHA-256 by path in a Maven repository. */
const ARTIFACTS = JSON.parse(readFileSync(new URL("artifacts.json", import.meta.url), "utf8"));

let installed;

/**
 * DynamoDB Local, downloaded once from Maven Central (`MAVEN_REPOSITORY` names a mirror, `HTTPS_PROXY` a proxy) and
 * checked file by file: `{ java, libraries }`, or `{ missing }`, the reason why there is none.
 */
export function installDynamodbLocal() {
  return (installed ??= install());
}

async function install() {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  const version = readJavaVersion(java);
  if (version === undefined) return { missing: "there is no Java" };
  if (version < OLDEST_JAVA) return { missing: `it needs Java ${OLDEST_JAVA}, and this is Java ${version}` };
  const native = `${process.platform} ${process.arch}`;
  if (native !== "linux x64" && native !== "darwin x64")
    return { missing: `its database has no library for ${native}` };
  const stamp = createHash("sha256").update(JSON.stringify(ARTIFACTS)).digest("hex").slice(0, 16);
  const libraries = join(installFolder, `dynamodb-local-${stamp}`);
  if (existsSync(join(libraries, "complete"))) return { java, libraries };
  process.stderr.write("Downloading DynamoDB Local, once\n");
  mkdirSync(libraries, { recursive: true });
  try {
    await downloadAll(libraries);
  } catch (error) {
    rmSync(libraries, { recursive: true, force: true });
    return { missing: `it could not be downloaded: ${error.message}` };
  }
  mkdirSync(join(libraries, "complete"));
  return { java, libraries };
}

function readJavaVersion(java) {
  try {
    const settings = ["-XshowSettings:properties", "-version"];
    const text = execFileSync("sh", ["-c", '"$0" "$@" 2>&1', java, ...settings], { encoding: "utf8" });
    return Number(text.match(/java\.specification\.version = (?:1\.)?(\d+)/)?.[1]);
  } catch {
    return undefined;
  }
}

async function downloadAll(folder) {
  const dispatcher = new EnvHttpProxyAgent();
  const waiting = Object.entries(ARTIFACTS);
  const downloadNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await download(folder, next, dispatcher);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, downloadNext));
  await dispatcher.close();
}

async function download(folder, [path, sha256], dispatcher) {
  const url = `${process.env.MAVEN_REPOSITORY ?? MAVEN_CENTRAL}/${path}`;
  const answer = await fetch(url, { dispatcher });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (createHash("sha256").update(bytes).digest("hex") !== sha256)
    throw new Error(`${path} is not the file that was expected`);
  writeFileSync(join(folder, basename(path)), bytes);
}
