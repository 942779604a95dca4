import { statSync } from "node:fs";
import { asset } from "@pulumi/pulumi";
import type { Bundle } from "../callbacks";

/**
 * What goes into the zip: the bundle, and the files and folders that the route includes.
 * @param include paths relative to the project, which are also those in the zip
 */
export function functionArchive(files: Bundle["files"], include: readonly string[]): asset.AssetArchive {
  const bundled = Object.entries(files).map(([path, text]) => [path, new asset.StringAsset(text)] as const);
  const included = include.map((path) => {
    const isFolder = statSync(path).isDirectory();
    return [path, isFolder ? new asset.FileArchive(path) : new asset.FileAsset(path)] as const;
  });
  return new asset.AssetArchive(Object.fromEntries([...bundled, ...included]));
}
