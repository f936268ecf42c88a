/** SSH for a test as a driver would have it: with the fleet's key, and only to machines whose host key is the expected one. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface SshOptions {
  folder: string;
  user: string;
  privateKey: string;
  /** By address: "ssh-ed25519 AAAA…". */
  hostKeys: Record<string, string>;
}

export interface Answer {
  code: number | null;
  output: string;
}

export interface Ssh {
  /**
   * Runs a command on a host.
   * @param via  a host that it is reached through
   * @param from  another address of this machine
   */
  run(address: string, command: string, more?: { via?: string; from?: string }): Promise<Answer>;
  /** As soon as it lets us in; throws with the last answer when it does not. */
  reach(address: string, seconds: number, via?: string): Promise<void>;
}

export function createSsh({ folder, user, privateKey, hostKeys }: SshOptions): Ssh {
  const key = join(folder, "driver-key");
  const known = join(folder, "known_hosts");
  writeFileSync(key, privateKey, { mode: 0o600 });
  writeFileSync(
    known,
    Object.entries(hostKeys)
      .map(([address, hostKey]) => `${address} ${hostKey}\n`)
      .join(""),
  );
  const options = ["-F", "none", "-i", key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"];
  options.push("-o", `UserKnownHostsFile=${known}`, "-o", "GlobalKnownHostsFile=none");
  options.push("-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=5");

  const run: Ssh["run"] = (address, command, { via, from } = {}) => {
    const proxy = via === undefined ? [] : ["-o", `ProxyCommand=ssh ${options.join(" ")} -W %h:%p ${user}@${via}`];
    const bind = from === undefined ? [] : ["-b", from];
    return execute("ssh", [...options, ...proxy, ...bind, `${user}@${address}`, command]);
  };
  return {
    run,
    reach: async (address, seconds, via) => {
      const until = Date.now() + seconds * 1000;
      for (;;) {
        const { code, output } = await run(address, "true", via === undefined ? {} : { via });
        if (code === 0) return;
        if (Date.now() > until) throw new Error(`${address} does not let us in after ${seconds} s: ${output}`);
        await sleep(500);
      }
    },
  };
}

function execute(command: string, args: string[]): Promise<Answer> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
