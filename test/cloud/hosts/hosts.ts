/**
 * Droplets that really boot: `machines` for the emulated DigitalOcean, by hosts.sh.
 * The networks and all hosts go when the test ends, whichever way it ends.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
export async function withHosts(act: (hosts: Hosts) => Promise<void>): Promise<void> {
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
      machines: machines(folder, image),
      setRules,
      console: (id) => readFileSync(join(folder, id, "console.log"), "utf8"),
      kill: (id) => run("off", folder, id),
      boot: (id) => run("boot", folder, id),
    });
  } finally {
    holder.stdin.end();
    const code = await ended;
    // biome-ignore lint/correctness/noUnsafeFinally: what is left behind matters more than why the test failed.
    if (code !== 0) throw new Error(`Hosts were not cleared away: ${said}`);
  }
}

function machines(folder: string, image: string): Machines {
  return {
    create: async ({ id, name, networks }, userData) => {
      mkdirSync(join(folder, String(id)));
      writeFileSync(join(folder, String(id), "user-data"), userData, { mode: 0o600 });
      const { v4 } = networks as { v4: { type: string; ip_address: string }[] };
      const address = (type: string) => v4.find((each) => each.type === type)?.ip_address;
      const inner = `${address("private")}/20`;
      await run("create", folder, image, String(id), String(name), address("public") ?? "none", inner);
    },
    destroy: async ({ id }) => run("destroy", folder, String(id)),
    firewalls: async (droplets, firewalls) => {
      // A test may have one that never boots.
      const there = droplets.filter(({ id }) => existsSync(join(folder, String(id))));
      for (const droplet of there) await setRules(String(droplet.id), ruleset(droplet, droplets, firewalls));
    },
  };
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
