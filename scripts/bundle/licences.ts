/** The one text that goes into a bundle with the licences of all that is inside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Package } from "./packages.ts";

const RULE = "=".repeat(80);

/** @param packages  Node and the npm packages */
export function licencesText(root: string, packages: readonly Package[]): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const own = { name, version, licence: license, licenceText: readFileSync(join(root, "LICENSE"), "utf8").trim() };
  const all = [own, ...packages];
  const list = all.map((each) => `  ${each.name} ${each.version} (${each.licence})\n`).join("");
  const texts = all.map((each) => `${RULE}\n${each.name} ${each.version}\n${RULE}\n\n${each.licenceText}\n`);
  return `Inside this bundle:\n\n${list}\n${texts.join("\n")}`;
}
