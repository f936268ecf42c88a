/**
 * The head gives its workers the bundle that the driver brought: as static files,
 * on the private address. What serves them comes with the bundle, so the service
 * waits for the first one; `meta-genx-publish FILE` is how the driver hands it over.
 */
import type { Part } from "../facts.ts";
import { scriptFile, unitFile } from "../units.ts";

export function bundleServer(): Part {
  return {
    files: [scriptFile("publish"), unitFile("meta-genx-bundles.service")],
    commands: [
      ["install", "-d", "-m", "0755", "/srv/meta-genx", "/opt/meta-genx"],
      ["systemctl", "enable", "--now", "meta-genx-bundles.service"],
    ],
  };
}
