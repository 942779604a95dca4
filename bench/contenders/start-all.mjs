import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Starts contenders one after the other, each in a folder of its own: those that run by name, and the reasons why
 * others do not.
 *
 * @param starters by name; each gets `{ home }` and returns what runs, or `{ missing }`.
 */
export async function startAll(starters, folder) {
  const running = {};
  const skipped = {};
  const close = () => Promise.all(Object.values(running).map((each) => each.close()));
  try {
    for (const [name, start] of Object.entries(starters)) {
      const home = join(folder, name.replaceAll(/\W+/g, "-"));
      mkdirSync(home, { recursive: true });
      const started = await start({ home });
      if (started.missing) skipped[name] = started.missing;
      else running[name] = started;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { running, skipped: Object.keys(skipped).length > 0 ? skipped : undefined, close };
}
