import { existsSync } from "node:fs";

interface SharedConfiguration {
  readonly configFile: Readonly<Record<string, never>>;
  readonly credentialsFile: Readonly<Record<string, never>>;
}

/**
 * Stands in for the AWS SDK's reader of `~/.aws`: Lambda has no such files, and on a developer's machine a function must not
 * be configured by them.
 * @throws Error (as a rejection) where an environment variable names such a file.
 */
export async function loadSharedConfigFiles(): Promise<SharedConfiguration> {
  for (const variable of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) {
    const file = process.env[variable];
    if (file && existsSync(file))
      throw new Error(
        `${variable} names ${file}, which functions do not read: set what it says in the environment`,
      );
  }
  return { configFile: {}, credentialsFile: {} };
}
