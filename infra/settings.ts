/** The stack's settings, as `pulumi config` has them: the only `pulumi.Config` of the project. check.ts says what they may be. */
import { Config, type Output, RunError } from "@pulumi/pulumi";
import { checkSettings, NAMES, type RawSettings, type Settings, SettingsError } from "./check.ts";

export interface StackSettings {
  settings: Settings;
  /** DigitalOcean: what the head may delete the droplets with. */
  deleteToken: Output<string> | undefined;
}

/** @throws RunError, which Pulumi shows as it is, naming the command that mends it */
export function readSettings(): StackSettings {
  const config = new Config();
  // Pulumi gives the defaults that Pulumi.yaml declares.
  const raw = Object.fromEntries(NAMES.map((name) => [name, config.get(name) ?? ""])) as RawSettings;
  try {
    return { settings: checkSettings(raw), deleteToken: config.getSecret("deleteToken") };
  } catch (error) {
    if (error instanceof SettingsError) throw new RunError(error.message);
    throw error;
  }
}
