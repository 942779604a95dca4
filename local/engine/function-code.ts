import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { unzipSync } from "fflate";
import type { Archive, Asset } from "./wire-values";

export type CodeFiles = Readonly<Record<string, Buffer>>;

/** What Lambda unpacks at most, in bytes. */
const MAX_UNPACKED_BYTES = 262_144_000;

/**
 * The files of a function's code by their path in the zip.
 *
 * @param directory where relative paths begin.
 * @throws Error naming the path that cannot be read.
 */
export function readCode(code: Archive | Asset, directory: string): CodeFiles {
  const files = Object.fromEntries(readArchive(code, directory));
  const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  if (bytes > MAX_UNPACKED_BYTES)
    throw new Error(`code has ${bytes} bytes, and Lambda allows ${MAX_UNPACKED_BYTES}`);
  return files;
}

type Entry = readonly [path: string, content: Buffer];

function readArchive(archive: Archive | Asset, directory: string): Entry[] {
  if ("assets" in archive && archive.assets) {
    return Object.entries(archive.assets).flatMap(([name, asset]) => readAsset(name, asset, directory));
  }
  if (archive.path === undefined) throw new Error("code is a text: it must be an archive");
  const path = resolve(directory, archive.path);
  if (statSync(path).isDirectory()) return readFolder(path);
  if (!path.endsWith(".zip") && !path.endsWith(".jar"))
    throw new Error(`${path}: code must be a folder or a zip file`);
  const unpacked = Object.entries(unzipSync(readFileSync(path)));
  return unpacked
    .filter(([name]) => !name.endsWith("/"))
    .map(([name, content]) => [name, Buffer.from(content)]);
}

function readAsset(name: string, asset: Asset | Archive, directory: string): Entry[] {
  if ("$archive" in asset) {
    return readArchive(asset, directory).map(([path, content]) => [posix.join(name, path), content]);
  }
  const content =
    asset.text === undefined ? readFileSync(resolve(directory, asset.path ?? "")) : Buffer.from(asset.text);
  return [[posix.normalize(name), content]];
}

function readFolder(folder: string): Entry[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)];
  });
}

/** Changes exactly when the configuration or a file does. */
export function hashFunction(configuration: object, files: CodeFiles): string {
  const hash = createHash("sha256").update(JSON.stringify(configuration));
  for (const path of Object.keys(files).sort()) {
    hash.update(`\n${path}\n${files[path]!.length}\n`).update(files[path]!);
  }
  return hash.digest("hex");
}
