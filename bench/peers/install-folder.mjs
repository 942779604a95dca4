import { join } from "node:path";

/** Where peers that are no npm packages are installed. Nothing in it belongs to the repository. */
export const installFolder = join(import.meta.dirname, "../.local/peers");
