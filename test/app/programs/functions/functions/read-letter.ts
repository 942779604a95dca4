import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../../../../../handler";

export const readLetter = async () =>
  ok({
    letter: readFileSync(join(process.env["LAMBDA_TASK_ROOT"]!, "letters", "letter.txt"), "utf8"),
    greeting: process.env["GREETING"],
  });
