/** What hosts leave in a machine while they are there. A test compares before and after. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export function traces() {
  const said = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8" });
  const mine = (text: string) => text.split("\n").filter((line) => /mgx|meta-genx-hosts|meta-genx \{/.test(line));
  return {
    spaces: mine(said("ip", "netns")),
    links: mine(said("ip", "-brief", "link")).map((line) => line.split(" ")[0]),
    rules: mine(said("nft", "list", "tables")),
    mounts: mine(readFileSync("/proc/self/mounts", "utf8")),
    processes: mine(said("ps", "-eo", "args")).filter((line) => line.startsWith("systemd-nspawn")),
    // To end what boots a host is not to end the host.
    inits: said("ps", "-eo", "args").match(/^\S*\/systemd$/gm) ?? [],
    groups: mine(said("find", "/sys/fs/cgroup", "-maxdepth", "3", "-name", "mgx*")),
    forwarding: readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8"),
  };
}
