/** The examples that are fleets: a folder with a stack's settings, `Pulumi.NAME.yaml`, and a README. */
import { globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { checkSettings, type RawSettings, type Settings } from "../../infra/check-settings.ts";
import { defaults } from "./fake-cloud.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export interface FleetExample {
  /** Of the folder, and of the stack. */
  name: string;
  /** From the project's root. */
  settingsFile: string;
  page: string;
  /** As the file has them, by name. */
  raw: Record<string, string>;
}

export const FLEET_EXAMPLES: FleetExample[] = globSync("examples/*/Pulumi.*.yaml", { cwd: ROOT }).map(
  (settingsFile) => {
    const name = basename(settingsFile, ".yaml").replace("Pulumi.", "");
    const text = readFileSync(join(ROOT, settingsFile), "utf8");
    return {
      name,
      settingsFile,
      page: readFileSync(join(ROOT, settingsFile, "../README.md"), "utf8"),
      raw: settingsIn(text),
    };
  },
);

/** With the two lines changed that a user changes, and Pulumi.yaml's defaults. */
export function settingsOf({ raw }: FleetExample, sshFrom = "203.0.113.7"): Settings {
  return checkSettings({ ...defaults(), ...raw, sshFrom } as RawSettings);
}

/** The lines of a page's blocks of commands, without comments. */
export function commandsIn(page: string): string[] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  return blocks.flatMap((block) =>
    block
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/(^| +)#.*/, "").trim())
      .filter((line) => line !== ""),
  );
}

/** `meta-genx:NAME: value`, a line each, as `pulumi config set` writes them. */
function settingsIn(text: string): Record<string, string> {
  const lines = text.matchAll(/^ {2}meta-genx:(\w+): (.*)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name!, value!.replace(/^"(.*)"$/, "$1")]));
}
