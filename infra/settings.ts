/** The stack's settings, as `pulumi config` has them: the only `pulumi.Config` of the project. check.ts says what they may be. */
import { Config, log, type Output, RunError } from "@pulumi/pulumi";
import { checkSettings, doubts, NAMES, type RawSettings, type Settings, SettingsError } from "./check-settings.ts";

export interface StackSettings {
  settings: Settings;
  /** DigitalOcean: what the head may delete the droplets with. */
  deleteToken: Output<string> | undefined;
}

/** @throws RunError, which Pulumi shows as it is, naming the command that mends it */
export function readSettings(): StackSettings {
  const config = new Config();
  // Pulumi gives the defaults that Pulumi.yaml declares.
  const settings = check(Object.fromEntries(NAMES.map((name) => [name, config.get(name) ?? ""])) as RawSettings);
  for (const doubt of doubts(settings)) log.warn(doubt);
  if (settings.cloud === "digitalocean") checkToken();
  return { settings, deleteToken: config.getSecret("deleteToken") };
}

function check(raw: RawSettings): Settings {
  try {
    return checkSettings(raw);
  } catch (error) {
    if (error instanceof SettingsError) throw new RunError(error.message);
    throw error;
  }
}

/** Without one, DigitalOcean would refuse each thing that is to be made. EC2's provider says at once what it lacks. */
function checkToken(): void {
  const { DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN } = process.env;
  if (DIGITALOCEAN_TOKEN || DIGITALOCEAN_ACCESS_TOKEN) return;
  throw new RunError(
    "No token for DigitalOcean: make one at https://cloud.digitalocean.com/account/api/tokens, then: export DIGITALOCEAN_TOKEN=…",
  );
}
