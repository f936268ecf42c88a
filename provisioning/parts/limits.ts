/**
 * What else may use the machine. The head mends itself (security updates, without
 * a reboot). A worker lives for hours and has no way to a mirror: its timers for
 * updates would only take time from the fits. A worker's memory is limited where
 * its services are started, by what the machine has (units/start-workers.sh).
 */
import type { Part } from "../facts.ts";
import { settingsFile } from "../units.ts";

export function limits(role: "head" | "worker"): Part {
  if (role === "worker") {
    return {
      commands: [["systemctl", "disable", "--now", "apt-daily.timer", "apt-daily-upgrade.timer"]],
    };
  }
  return {
    packages: ["unattended-upgrades"],
    files: [
      settingsFile("apt.conf", "/etc/apt/apt.conf.d/90-meta-genx"),
      // Redis forks to rewrite its file, and would be refused the memory that it never uses.
      { path: "/etc/sysctl.d/90-meta-genx.conf", content: "vm.overcommit_memory=1\n" },
    ],
    commands: [["sysctl", "--quiet", "--load", "/etc/sysctl.d/90-meta-genx.conf"]],
  };
}
