/** Which program this is: its name and version from package.json, and what it runs on. */
import { readFileSync } from "node:fs";

export function software(): { name: string; version: string; platform: string } {
  const { name, version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return { name, version, platform: `${process.version} ${process.arch}` };
}
