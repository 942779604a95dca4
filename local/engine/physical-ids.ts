import { createHash } from "node:crypto";
import { DeploymentError } from "../deployment";
import type { RegisteredResource } from "./registered-resource";

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const AUTO_NAME_HEX_DIGITS = 7;

type Named = Pick<RegisteredResource, "urn" | "type" | "name" | "source">;

/**
 * Names and ids in the shapes that AWS gives them. They depend on nothing but the seed and the resource's URN, so
 * that data kept on disk still belong to the same table after a restart.
 */
export class PhysicalIds {
  private readonly seed: string;
  constructor(seed: string) {
    this.seed = seed;
  }

  /**
   * `<logical name>-<7 hex digits>`, as Pulumi names what the program left unnamed.
   *
   * @throws DeploymentError when AWS would not take the name.
   */
  name(resource: Named, maxLength: number): string {
    const name = `${resource.name}-${this.digest(resource, "name").toString("hex").slice(0, AUTO_NAME_HEX_DIGITS)}`;
    if (name.length > maxLength) {
      throw new DeploymentError(
        `the name ${name} would have ${name.length} characters, and AWS allows ${maxLength}: choose a shorter logical name, or set name`,
        resource,
      );
    }
    return name;
  }

  /** Lower-case letters and digits, such as a REST API's id. */
  lower(resource: Named, purpose: string, length: number): string {
    return this.spell(resource, purpose, { alphabet: LOWER, length });
  }

  /** Upper-case letters and digits, as in `AROA…`. */
  upper(resource: Named, purpose: string, length: number): string {
    return this.spell(resource, purpose, { alphabet: UPPER, length });
  }

  /** A UUID of version 4. */
  uuid(resource: Named, purpose: string): string {
    const bytes = this.digest(resource, purpose).subarray(0, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  private spell(resource: Named, purpose: string, form: { alphabet: string; length: number }): string {
    const bytes = this.digest(resource, purpose).subarray(0, form.length);
    return [...bytes].map((byte) => form.alphabet[byte % form.alphabet.length]).join("");
  }

  private digest(resource: Named, purpose: string): Buffer {
    return createHash("sha256").update(`${this.seed}\n${purpose}\n${resource.urn}`).digest();
  }
}
