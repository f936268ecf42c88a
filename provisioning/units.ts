/**
 * The files of units/, as they go to a machine: without comments, indentation and
 * empty lines, because the launcher alone would take half of the 16 KB that EC2
 * allows a machine's user-data. None of them may hold a here-document or a text of
 * several lines; a test looks.
 */
import { readFileSync } from "node:fs";
import type { File } from "./facts.ts";

/** A unit of systemd, under its own name. */
export function unitFile(name: string): File {
  return { path: `/etc/systemd/system/${name}`, content: text(`units/${name}`) };
}

/** A script for root's hands, by the name it is called with: `units/publish.sh` → `meta-genx-publish`. */
export function scriptFile(name: string): File {
  return { path: `/usr/local/sbin/meta-genx-${name}`, content: text(`units/${name}.sh`), permissions: "0755" };
}

/** `meta-genx-health`, and what it looks at on a machine of this role. */
export function healthFiles(role: "head" | "worker"): File[] {
  return [
    { path: "/usr/local/sbin/meta-genx-health", content: text("health.sh"), permissions: "0755" },
    settingsFile(`health-${role}.sh`, "/etc/meta-genx/health"),
  ];
}

/** Settings of another program, at `path`. */
export function settingsFile(name: string, path: string): File {
  return { path, content: text(`units/${name}`) };
}

function text(file: string): string {
  return strip(readFileSync(new URL(file, import.meta.url), "utf8"));
}

export function strip(source: string): string {
  return source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && (!line.startsWith("#") || line.startsWith("#!")))
    .map((line) => `${line}\n`)
    .join("");
}
