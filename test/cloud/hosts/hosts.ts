/**
 * Droplets that really boot: `machines` for the emulated DigitalOcean, by hosts.sh.
 * The networks and all hosts go when the test ends, whichever way it ends.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Machines } from "../digitalocean/api.ts";
import { ruleset } from "./firewall.ts";

const execute = promisify(execFile);
const SCRIPT = join(import.meta.dirname, "hosts.sh");

/** Where the test comes from, as hosts see it, and another address of this machine. */
export const HERE = "198.18.77.1";
export const STRANGER = "198.18.77.2";

export interface Hosts {
  machines: Machines;
  /** nftables rules for a host, instead of those that it has. */
  setRules(id: string, rules: string): Promise<void>;
  /** What a host wrote on its console so far; by the droplet's id. */
  console(id: string): string;
  /** As if the power went; the droplet stays, and can be booted again. */
  kill(id: string): Promise<void>;
  boot(id: string): Promise<void>;
  /** It powered itself off. */
  isOff(id: string): boolean;
  /** Runs a command of a shell in a host, as root, without SSH; its output, whatever its exit code. */
  inside(id: string, command: string): Promise<string>;
  /** What all hosts have to say about their boot, for the message of a test that fails. */
  evidence(): Promise<string>;
}

export interface HostOptions {
  /** Path → text: on the disk of every host before it boots for the first time. */
  files?: Record<string, string>;
}

/** For `test(name, { skip: withoutHosts() }, …)`. */
export function withoutHosts(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "hosts need Linux and root";
  for (const program of ["systemd-nspawn", "nft", "ip", "flock", "ssh", "ssh-keygen"]) {
    try {
      execFileSync("which", [program], { stdio: "ignore" });
    } catch {
      return `no ${program} (apt install systemd-container nftables iproute2 openssh-client util-linux)`;
    }
  }
  return findImage().missing ?? false;
}

/** @throws when another test has hosts */
export async function withHosts(act: (hosts: Hosts) => Promise<void>, { files = {} }: HostOptions = {}): Promise<void> {
  const image = findImage().image!;
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-hosts-"));
  const holder = spawn("bash", [SCRIPT, "hold", folder], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  holder.stderr.on("data", (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => holder.once("exit", resolve));
  const ready = new Promise<void>((resolve) => holder.stdout.once("data", () => resolve()));
  if ((await Promise.race([ready, ended])) !== undefined) {
    rmSync(folder, { recursive: true });
    throw new Error(said.trim());
  }
  try {
    await act({
      machines: machines(folder, image, files),
      setRules,
      console: (id) => consoleOf(folder, id),
      kill: (id) => run("off", folder, id),
      boot: (id) => run("boot", folder, id),
      isOff: (id) => isOff(folder, id),
      inside,
      evidence: () => evidence(folder),
    });
  } finally {
    holder.stdin.end();
    const code = await ended;
    // biome-ignore lint/correctness/noUnsafeFinally: what is left behind matters more than why the test failed.
    if (code !== 0) throw new Error(`Hosts were not cleared away: ${said}`);
  }
}

function machines(folder: string, image: string, files: Record<string, string>): Machines {
  return {
    create: async ({ id, name, networks }, userData) => {
      mkdirSync(join(folder, String(id)));
      for (const [path, text] of Object.entries(files)) {
        const file = join(folder, String(id), "upper", path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      writeFileSync(join(folder, String(id), "user-data"), userData, { mode: 0o600 });
      const { v4 } = networks as { v4: { type: string; ip_address: string }[] };
      const address = (type: string) => v4.find((each) => each.type === type)?.ip_address;
      const inner = `${address("private")}/20`;
      await run("create", folder, image, String(id), String(name), address("public") ?? "none", inner);
    },
    destroy: async ({ id }) => run("destroy", folder, String(id)),
    isOff: ({ id }) => isOff(folder, String(id)),
    firewalls: async (droplets, firewalls) => {
      // A test may have one that never boots; another may be about to, or is being destroyed at this moment.
      for (const droplet of droplets) {
        const isThere = () => existsSync(`/run/netns/mgx${droplet.id}`);
        if (!isThere()) continue;
        await setRules(String(droplet.id), ruleset(droplet, droplets, firewalls)).catch((error) => {
          if (isThere()) throw error;
        });
      }
    },
  };
}

function isOff(folder: string, id: string): boolean {
  return existsSync(join(folder, id, "ended"));
}

function consoleOf(folder: string, id: string): string {
  return readFileSync(join(folder, id, "console.log"), "utf8");
}

async function inside(id: string, command: string): Promise<string> {
  const args = [SCRIPT, "inside", id, "timeout", "10", "bash", "-c", `exec 2>&1; ${command}`];
  const { stdout, stderr } = await execute("bash", args).catch((error) => error);
  return stdout + stderr;
}

/** Who may log in yet, what failed, what is waited for, and what those units wrote that let users in. */
const EVIDENCE = [
  "hostname; uptime; ls -l --time-style=full-iso /run/nologin && cat /run/nologin; echo",
  "systemctl --failed --no-legend; systemctl list-jobs --no-legend",
  "for unit in $(systemctl --failed --plain --no-legend | cut -d' ' -f1); do journalctl --boot --no-pager --lines 15 --output short-precise --unit $unit; done",
  "journalctl --boot --no-pager --lines 40 --output short-precise --unit systemd-tmpfiles-setup --unit systemd-user-sessions --unit ssh",
].join("; ");

async function evidence(folder: string): Promise<string> {
  const ids = readdirSync(folder).filter((id) => existsSync(join(folder, id, "console.log")));
  const all = ids.map(
    async (id) => `--- ${id}, its console ends:\n${consoleOf(folder, id).slice(-2000)}\n${await inside(id, EVIDENCE)}`,
  );
  return (await Promise.all(all)).join("\n");
}

async function run(...args: string[]): Promise<void> {
  await execute("bash", [SCRIPT, ...args]);
}

async function setRules(id: string, rules: string): Promise<void> {
  const child = spawn("bash", [SCRIPT, "firewall", id], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  child.stdin.end(rules);
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`nft: ${said}\n${rules}`);
}

function findImage(): { image?: string; missing?: string } {
  try {
    const args = [join(import.meta.dirname, "image.sh"), "--if-there"];
    return { image: execFileSync("bash", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim() };
  } catch (error) {
    return { missing: (error as { stderr: string }).stderr.trim() };
  }
}
