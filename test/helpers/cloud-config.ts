/** A machine's user-data read back, in the few shapes that provisioning/yaml.ts writes; and one of its scripts run on a machine of paper. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface WrittenFile {
  content: string;
  permissions: string;
}

/** The files of `write_files`, by path. */
export function filesOf(userData: string): Map<string, WrittenFile> {
  const [, section] = userData.match(/^write_files:\n(.*?)^\S*:\n/ms)!;
  const files = section!.matchAll(
    /^- path: (".*")\n(?: {2}permissions: (".*")\n)? {2}content: (?:(".*")\n|\|\n((?: {3}.*\n|\n)*))/gm,
  );
  return new Map(
    [...files].map(([, path, permissions = '"0644"', quoted, block]) => [
      JSON.parse(path!),
      {
        permissions: JSON.parse(permissions),
        content: quoted === undefined ? block!.replace(/^ {3}/gm, "") : JSON.parse(quoted),
      },
    ]),
  );
}

/** `runcmd`: each command as its words. */
export function commandsOf(userData: string): string[][] {
  const commands = userData.split("runcmd:\n")[1]!.split(/^- (?=- )/m);
  return commands.slice(1).map((command) => [...command.matchAll(/- (".*")/g)].map(([, word]) => JSON.parse(word!)));
}

/** A unit's values of one setting, in their order; `Service.MemoryMax`. An empty one clears those before it, as systemd has it. */
export function unitValues(content: string, setting: string): string[] {
  let section = "";
  let values: string[] = [];
  for (const line of content.split("\n")) {
    section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
    const [name, ...value] = line.split("=");
    if (`${section}.${name}` !== setting || value.length === 0) continue;
    values = value.join("=") === "" ? [] : [...values, value.join("=")];
  }
  return values;
}

export interface PaperMachine {
  /** Runs the script with these variables. @returns what it called of the stand-ins, a line each */
  run(env?: Record<string, string>): string[];
  read(path: string): string;
  write(path: string, content: string): void;
}

/**
 * A script whose absolute paths lie in a folder, and whose programs are stand-ins.
 * @param programs  name → what it prints, as shell; each also notes how it was called
 */
export function withPaperMachine(
  script: string,
  programs: Record<string, string>,
  act: (machine: PaperMachine) => void,
): void {
  const root = mkdtempSync(join(tmpdir(), "meta-genx-paper-"));
  const machine: PaperMachine = {
    run(env = {}) {
      machine.write("/calls", "");
      const moved = script.replaceAll(/(?<![\w./}])\/(etc|var|run|proc)\//g, `${root}/$1/`);
      execFileSync("sh", ["-c", moved], {
        env: { ...env, PATH: `${join(root, "bin")}:${process.env["PATH"]}` },
        stdio: ["ignore", "ignore", "inherit"],
      });
      return machine.read("/calls").split("\n").slice(0, -1);
    },
    read: (path) => readFileSync(join(root, path), "utf8"),
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content, { mode: 0o755 });
    },
  };
  for (const [name, does] of Object.entries(programs)) {
    machine.write(join("/bin", name), `#!/bin/sh\necho ${name} "$@" >>${root}/calls\n${does}\n`);
  }
  try {
    act(machine);
  } finally {
    rmSync(root, { recursive: true });
  }
}
