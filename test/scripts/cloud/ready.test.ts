/** When a machine counts as ready, what is said of one that is not, and how the driver finds out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bootStatus, failedChecks } from "../../../scripts/cloud/boot-status.ts";
import { type MachineState, type Waiting, whenReady } from "../../../scripts/cloud/ready.ts";
import { within } from "../../../scripts/cloud/retry-ssh.ts";
import { type Sshd, withoutSshd, withSshd } from "../../helpers/sshd.ts";

/**
 * What `cloud-init status --wait --long` prints: Debian 12's 22.4.2 as seen, 23.4 and newer as its
 * documentation has it (docs.cloud-init.io, "Reported failure states").
 */
const OLD_DONE = `.......................
status: done
boot_status_code: enabled-by-generator
last_update: Thu, 01 Jan 1970 00:00:12 +0000
detail:
DataSourceNoCloud [seed=/var/lib/cloud/seed/nocloud][dsmode=net]
`;
const OLD_ERROR = `..
status: error
boot_status_code: enabled-by-generator
last_update: Thu, 01 Jan 1970 00:00:12 +0000
detail:
('scripts-user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))
`;
const NEW_ERROR = `status: error
extended_status: error - done
boot_status_code: enabled-by-generator
last_update: Wed, 22 Nov 2023 22:00:00 +0000
detail: DataSourceEc2Local
errors:
	- ('package_update_upgrade_install', ProcessExecutionError("Unexpected error"))
	- second
recoverable_errors:
ERROR:
	- Failed to install packages: ['redis-server']
`;
const NEW_DEGRADED = `status: done
extended_status: degraded done
boot_status_code: enabled-by-generator
last_update: Wed, 22 Nov 2023 22:00:00 +0000
detail: DataSourceDigitalOcean
errors: []
recoverable_errors:
DEPRECATED:
	- Deprecated cloud-config provided
`;

test("what cloud-init says is done, still going on, or failed with its cause", () => {
  const cases: [string, ReturnType<typeof bootStatus>][] = [
    [OLD_DONE, { state: "done" }],
    [NEW_DEGRADED, { state: "done" }],
    ["\nstatus: degraded\n", { state: "done" }],
    ["....status: done\n", { state: "done" }],
    ["status: running\ntime: Thu, 01 Jan 1970 00:00:08 +0000\n", { state: "booting" }],
    ["status: not run\n", { state: "booting" }],
    ["status: not started\n", { state: "booting" }],
    [
      OLD_ERROR,
      {
        state: "failed",
        why: "cloud-init failed: ('scripts-user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))",
      },
    ],
    [
      NEW_ERROR,
      {
        state: "failed",
        why: `cloud-init failed: ('package_update_upgrade_install', ProcessExecutionError("Unexpected error"))`,
      },
    ],
    ["status: error\n", { state: "failed", why: "cloud-init failed" }],
    [
      "status: disabled\n",
      { state: "failed", why: "cloud-init is switched off on it: its image is none that can be set up" },
    ],
    [
      "sh: 1: cloud-init: not found\n",
      { state: "failed", why: 'cloud-init does not tell its state, but "sh: 1: cloud-init: not found"' },
    ],
    // `timeout` ended it.
    [".................", { state: "booting" }],
    ["", { state: "booting" }],
  ];
  for (const [output, expected] of cases) assert.deepEqual(bootStatus(output), expected, output);
});

test("of a machine that is not well, the checks that fail are named", () => {
  const output = "2\nok    nobody logs in by password\nFAIL  Redis runs\nFAIL  Redis answers on 127.0.0.1\n";
  assert.equal(failedChecks(output), "not as it should be: Redis runs; Redis answers on 127.0.0.1");
  assert.equal(
    failedChecks("2\nsudo: meta-genx-health: command not found\n"),
    '"sudo: meta-genx-health: command not found"',
  );
});

const skip = withoutSshd;

test("a machine that has booted and is well is ready, with its cores", { skip }, async () => {
  await withMachine({ status: OLD_DONE, health: "echo 'ok    Redis runs'" }, async (sshd) => {
    assert.deepEqual(await states(sshd), [
      { name: "head", state: "booting" },
      { name: "head", state: "ready", cores: 6 },
    ]);
  });
});

test("one whose health is not there yet is asked again, once what it needs of others is there", { skip }, async () => {
  const health = "if [ -e well ]; then exit 0; fi; touch well; echo 'FAIL  Redis on the head answers'; exit 1";
  await withMachine({ status: OLD_DONE, health }, async (sshd) => {
    const head = Promise.withResolvers<void>();
    let done = false;
    const all = states(sshd, { others: head.promise }).finally(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(done, false);
    head.resolve();
    assert.deepEqual((await all).at(-1), { name: "head", state: "ready", cores: 6 });
  });
});

test("one whose first boot failed is described, with the end of its log", { skip }, async () => {
  await withMachine({ status: OLD_ERROR, health: "exit 0", log: "seq 1000" }, async (sshd) => {
    const last = (await states(sshd)).at(-1)!;
    assert.equal(last.state, "failed");
    assert.match(last.why!, /^cloud-init failed: .*runcmd/);
    assert.deepEqual(
      last.log!.trim().split("\n"),
      Array.from({ length: 20 }, (_, i) => String(981 + i)),
    );
  });
  const noLog = { status: OLD_ERROR, health: "exit 0", log: "echo 'tail: permission denied' >&2; exit 1" };
  await withMachine(noLog, async (sshd) => {
    assert.equal(
      (await states(sshd)).at(-1)!.log,
      "/var/log/cloud-init-output.log cannot be read: tail: permission denied",
    );
  });
});

test("one whose first boot does not end in time is described, and so is one that never answers", { skip }, async () => {
  await withMachine(
    { status: "status: running", wait: "sleep 30", health: "exit 0", log: "echo booting" },
    async (sshd) => {
      assert.deepEqual((await states(sshd, { boot: within(1500) })).at(-1), {
        name: "head",
        state: "failed",
        why: "its first boot is not over in time",
        log: "booting\n",
      });
      await sshd.kill();
      assert.deepEqual((await states(sshd, { reach: within(1000) })).at(-1), {
        name: "head",
        state: "failed",
        why: "no SSH: it ends the connection at once",
      });
    },
  );
});

test("one that reboots while it is waited for is waited for", { skip }, async () => {
  // The first time it hangs until the reboot.
  const wait = "if [ ! -e asked ]; then touch asked; sleep 60; fi";
  await withMachine({ status: OLD_DONE, wait, health: "exit 0" }, async (sshd) => {
    const all = states(sshd);
    const { existsSync } = await import("node:fs");
    while (!existsSync(`${sshd.folder}/home/asked`)) await new Promise((resolve) => setTimeout(resolve, 50));
    await sshd.kill();
    await sshd.start();
    assert.equal((await all).at(-1)!.state, "ready");
  });
});

test("the wait ends at once when it is given up, with the reason", { skip }, async () => {
  await withMachine({ status: OLD_DONE, wait: "sleep 60", health: "exit 0" }, async (sshd) => {
    const stop = new AbortController();
    const line = sshd.line();
    const waiting = {
      reach: within(60_000),
      boot: within(60_000),
      signal: stop.signal,
      change: () => stop.abort("over"),
    };
    await assert.rejects(whenReady(line, waiting), (reason) => reason === "over");
  });
});

async function states(sshd: Sshd, changes: Partial<Waiting> = {}): Promise<MachineState[]> {
  const seen: MachineState[] = [];
  const waiting = { reach: within(60_000), boot: within(60_000), change: (state: MachineState) => seen.push(state) };
  const end = await whenReady(sshd.line(), { ...waiting, ...changes });
  assert.deepEqual(end, seen.at(-1));
  return seen.filter(({ state }) => state !== "waiting");
}

interface Machine {
  status: string;
  health: string;
  /** What it does before it says its status. */
  wait?: string;
  log?: string;
}

/** The programs of a machine of a fleet, as scripts; `sudo -n` is passed over. */
async function withMachine({ status, health, wait = "", log = "true" }: Machine, act: (sshd: Sshd) => Promise<void>) {
  await withSshd(async (sshd) => {
    sshd.program("sudo", '[ "$1" = -n ] || exit 9; shift; exec "$@"');
    sshd.program("cloud-init", `[ "$*" = "status --wait --long" ] || exit 9\n${wait}\ncat <<'END'\n${status}\nEND`);
    sshd.program("meta-genx-health", health);
    sshd.program("nproc", "echo 6");
    sshd.program(
      "tail",
      `[ "$3" = /var/log/cloud-init-output.log ] || exit 9\n(${log}) >log || exit 1\n/usr/bin/tail -n "$2" log`,
    );
    await act(sshd);
  });
}
