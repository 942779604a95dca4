import { createHash } from "node:crypto";
import type { FSWatcher } from "node:fs";
import { existsSync, readFileSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

export interface FileWatcher {
  /** Watches exactly these files from now on; they need not exist yet. */
  update(files: readonly string[]): void;
  close(): void;
}

export interface WatchOptions {
  /** Called at the first sign of an edit, before it is complete. */
  readonly onFirstSign: () => void;
  /** Called once the files have been quiet for a moment. */
  readonly onChange: () => void;
  /** @default 50 */
  readonly quietMs?: number;
}

/**
 * Tells when the content of a file changes. It watches folders, because editors replace a file rather than write into it,
 * and compares contents, because touching a file is no edit.
 */
export function watchFiles({ onFirstSign, onChange, quietMs = 50 }: WatchOptions): FileWatcher {
  const contents = new Map<string, string>();
  const folders = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const onEvent = (folder: string, name: string | null): void => {
    if (name !== null && !contents.has(join(folder, name)) && !contents.has(folder)) return;
    if (timer === undefined) onFirstSign();
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      let hasChanged = false;
      for (const [file, before] of contents) {
        const now = fingerprint(file);
        contents.set(file, now);
        hasChanged ||= now !== before;
      }
      if (hasChanged) onChange();
    }, quietMs);
  };

  return {
    update(files) {
      const wanted = new Set(files);
      for (const file of contents.keys()) if (!wanted.has(file)) contents.delete(file);
      for (const file of wanted) if (!contents.has(file)) contents.set(file, fingerprint(file));
      const wantedFolders = new Set(files.map(folderOf).filter(existsSync));
      for (const [folder, watcher] of folders) {
        if (wantedFolders.has(folder)) continue;
        watcher.close();
        folders.delete(folder);
      }
      for (const folder of wantedFolders) {
        if (folders.has(folder)) continue;
        const watcher = watch(folder, (_, name) => onEvent(folder, name));
        // A folder that vanishes is an edit like any other; its files are read, and missed, when the program runs.
        watcher.on("error", () => onEvent(folder, null));
        folders.set(folder, watcher);
      }
    },
    close() {
      clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
    },
  };
}

function folderOf(file: string): string {
  return existsSync(file) && statSync(file).isDirectory() ? file : dirname(file);
}

function fingerprint(file: string): string {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return String(stats.mtimeMs);
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    return "absent";
  }
}
