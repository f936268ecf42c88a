/**
 * What the first boot promises, whatever its text is: who may log in, who reaches
 * what, how much memory is taken, when a machine ends. The kept texts beside this
 * file are made anew by whoever changes something; these promises are not.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commandsOf, filesOf, unitValues, withPaperMachine } from "../helpers/cloud-config.ts";
import { withoutSshd } from "../helpers/sshd.ts";
import { USER_DATA } from "./user-data/facts.ts";

const MACHINES = Object.entries(USER_DATA).map(([name, text]) => ({
  name,
  role: name.includes("head") ? "head" : "worker",
  files: filesOf(text()),
  commands: commandsOf(text()),
}));
const of = (role: string) => MACHINES.filter((machine) => machine.role === role);
const content = ({ files }: (typeof MACHINES)[number], path: string) => files.get(path)!.content;
const WORKER_UNIT = "/etc/systemd/system/meta-genx-worker@.service";
const HOURS = 12;

test("the driver's user comes in by key; nobody by password, and root not at all", { skip: withoutSshd }, () => {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-sshd-"));
  try {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
    for (const machine of MACHINES) {
      writeFileSync(join(folder, "conf"), content(machine, "/etc/ssh/sshd_config.d/10-meta-genx.conf"));
      const shown = execFileSync("/usr/sbin/sshd", ["-T", "-f", join(folder, "conf"), "-h", join(folder, "key")]);
      const settings = new Map(
        String(shown)
          .split("\n")
          .map((line) => line.split(/ (.*)/) as [string, string]),
      );
      const chosen = ["passwordauthentication", "kbdinteractiveauthentication", "permitrootlogin", "allowusers"];
      assert.deepEqual(
        chosen.map((name) => settings.get(name)),
        ["no", "no", "no", "fleet"],
        machine.name,
      );
      const forwards = ["x11forwarding", "allowagentforwarding", "allowtcpforwarding", "gatewayports", "permittunnel"];
      assert.deepEqual(
        forwards.map((name) => settings.get(name)),
        ["no", "no", "local", "no", "no"],
        machine.name,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what a worker runs is a user of its own who can become nobody else, and writes nothing but its cache", () => {
  for (const machine of of("worker")) {
    const value = (setting: string) => unitValues(content(machine, WORKER_UNIT), `Service.${setting}`).join();
    assert.equal(value("User"), "meta-genx");
    const made = machine.commands.findIndex((words) => words[0] === "useradd" && words.at(-1) === "meta-genx");
    const started = machine.commands.findIndex((words) => words.includes("meta-genx-workers.service"));
    assert.ok(made >= 0 && made < started, "the user is there before the first worker");
    for (const setting of ["NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictSUIDSGID"]) {
      assert.equal(value(setting), "yes", setting);
    }
    assert.equal(value("ProtectSystem"), "strict");
    assert.match(content(machine, WORKER_UNIT), /^CapabilityBoundingSet=$/m);
    // The password is read by systemd, as root; the user of the process cannot.
    assert.equal(machine.files.get(value("EnvironmentFile"))!.permissions, "0600");
  }
});

test("a worker reaches the head and itself, and does not run without the rule about the metadata address", () => {
  for (const machine of of("worker")) {
    const unit = content(machine, WORKER_UNIT);
    const head = content(machine, "/etc/meta-genx/worker.env").match(/^META_GENX_REDIS=redis:\/\/fleet@(.*):\d+$/m)![1];
    assert.deepEqual(unitValues(unit, "Service.IPAddressDeny"), ["any"]);
    const allowed = [unit, content(machine, `${WORKER_UNIT}.d/head.conf`)].flatMap((text) =>
      unitValues(text, "Service.IPAddressAllow").flatMap((value) => value.split(" ")),
    );
    assert.deepEqual(allowed, ["localhost", head]);

    const rule = "meta-genx-no-metadata.service";
    assert.ok(unitValues(unit, "Unit.Requires").includes(rule), "no worker without the rule");
    assert.ok(unitValues(unit, "Unit.After").join(" ").split(" ").includes(rule), "no worker before the rule");
  }
});

test("on a head and on a worker nobody but root reaches the metadata address, from before the first service on", () => {
  const rule = "meta-genx-no-metadata.service";
  for (const machine of MACHINES) {
    const [sh, c, command] = unitValues(content(machine, `/etc/systemd/system/${rule}`), "Service.ExecStart")
      .join()
      .split(/ (-c) /);
    assert.deepEqual([sh, c], ["/bin/sh", "-c"]);
    // As systemd has it: a dollar is written twice.
    const script = command!.slice(1, -1).replaceAll("$$", "$");
    withPaperMachine(script, { ip: "" }, ({ run }) => {
      const calls = run().filter((call) => call.startsWith("ip "));
      assert.deepEqual(calls, ["ip rule add priority 100 to 169.254.169.254 uidrange 1-4294967294 prohibit"]);
    });
    const enabled = machine.commands.findIndex((words) => words.includes("enable") && words.includes(rule));
    const services = ["redis-server.service", "meta-genx-bundles.service", "meta-genx-workers.service"];
    const served = machine.commands.findIndex((words) => services.some((service) => words.includes(service)));
    assert.ok(enabled >= 0 && enabled < served, machine.name);
  }
});

test("workers share a machine's memory, leave some to the system, and end a trial before the kernel ends them", () => {
  for (const [cores, kilobytes] of [
    [1, 1_000_000],
    [4, 8_000_000],
    [36, 70_000_000],
  ] as const) {
    const stands = { nproc: `echo ${cores}`, systemctl: "" };
    for (const machine of of("worker")) {
      withPaperMachine(content(machine, "/usr/local/sbin/meta-genx-start-workers"), stands, ({ run, read, write }) => {
        write("/proc/meminfo", `MemTotal:       ${kilobytes} kB\nMemFree:        1 kB\n`);
        const started = run().filter((call) => /^systemctl start .*meta-genx-worker@\d+\.service$/.test(call));
        assert.equal(new Set(started).size, cores);
        const memory = read("/run/systemd/system/meta-genx-worker@.service.d/memory.conf");
        const most = Number(/^(\d+)K$/.exec(unitValues(memory, "Service.MemoryMax").join())![1]);
        assert.ok(cores * most <= kilobytes - 150_000, `${cores} × ${most} kB of ${kilobytes} kB`);
        assert.ok(cores * most >= 0.75 * kilobytes, "and not much less than there is");
        const own = Number(
          /^META_GENX_WORKER_MEMORY=(\d+)$/.exec(unitValues(memory, "Service.Environment").join())![1],
        );
        assert.ok(own * 1024 < 0.95 * most && own * 1024 > 0.5 * most, `${own} MB of ${most} kB`);
      });
      assert.deepEqual(unitValues(content(machine, WORKER_UNIT), "Service.MemorySwapMax"), ["0"]);
    }
  }
});

test("the head's Redis gets the private address and leaves memory for the copy that it makes of itself", () => {
  for (const machine of of("head")) {
    const address = "2: eth1    inet 10.77.0.9/20 brd 10.77.15.255 scope global eth1";
    const facts = content(machine, "/usr/local/sbin/meta-genx-head-facts");
    withPaperMachine(facts, { ip: `echo "${address}"` }, ({ run, read, write }) => {
      write("/proc/meminfo", "MemTotal:        1000000 kB\n");
      const range = content(machine, "/etc/meta-genx/network");
      write("/etc/meta-genx/network", range);
      assert.deepEqual(run(), [`ip -4 -o address show to ${range.trim()}`]);
      const env = read("/run/meta-genx/head.env");
      assert.match(env, /^META_GENX_PRIVATE=10\.77\.0\.9$/m);
      const bytes = Number(/^META_GENX_REDIS_BYTES=(\d+)$/m.exec(env)![1]);
      assert.ok(bytes > 0.4 * 1e6 * 1024 && bytes < 0.7 * 1e6 * 1024, `${bytes} bytes of 1 GB`);
    });
    assert.match(content(machine, "/etc/sysctl.d/90-meta-genx.conf"), /^vm\.overcommit_memory=1$/m);
  }
});

test("a machine looks each minute whether its hours are over, from its first boot on, and never gives up", () => {
  for (const machine of MACHINES) {
    const unit = (name: string) => content(machine, `/etc/systemd/system/meta-genx-dead-man.${name}`);
    assert.deepEqual(unitValues(unit("timer"), "Timer.OnActiveSec"), ["0"]);
    assert.deepEqual(unitValues(unit("timer"), "Timer.OnUnitInactiveSec"), ["60"]);
    assert.deepEqual(unitValues(unit("timer"), "Install.WantedBy"), ["timers.target"]);
    assert.deepEqual(unitValues(unit("service"), "Unit.StartLimitIntervalSec"), ["0"]);
    assert.deepEqual(machine.commands[1], ["systemctl", "enable", "--now", "meta-genx-dead-man.timer"]);
  }
});

test("a machine ends when its hours are over and not before; a reboot changes nothing, and the head goes last", () => {
  const BOOT = 1_800_000_000;
  for (const machine of MACHINES) {
    const service = content(machine, "/etc/systemd/system/meta-genx-dead-man.service");
    const [path] = unitValues(service, "Service.ExecStart");
    const [file] = unitValues(service, "Service.EnvironmentFile");
    const settings = [...content(machine, file!).matchAll(/^(\w+)="?(.*?)"?$/gm)];
    const env = Object.fromEntries(settings.map(([, name, value]) => [name!, value!]));
    const stands = { date: 'echo "$NOW"', systemctl: "", curl: "" };
    withPaperMachine(content(machine, path!), stands, ({ run }) => {
      const ends = (seconds: number) =>
        run({ ...env, NOW: String(BOOT + seconds) }).filter((call) => !call.startsWith("date"));
      // Its workers have ten minutes to hand back to the head.
      const end = 3600 * HOURS + (machine.role === "head" ? 600 : 0);
      assert.deepEqual([0, 60, end / 2, end - 1].flatMap(ends), [], machine.name);
      const last = ends(end);
      if (machine.name !== "digitalocean-head.yaml") return assert.deepEqual(last, ["systemctl poweroff"]);
      const deleted = last.map((call) => /^curl .*--request DELETE .*tag_name=\S*-(\w+)$/.exec(call)?.[1]);
      assert.deepEqual(deleted, ["worker", "head"], "its own droplet last");
      assert.ok(!last.join().includes("dop_v1"), "the token is on no command line");
      assert.deepEqual(ends(end + 60), last, "and again until there is nobody to do it");
    });
  }
});
