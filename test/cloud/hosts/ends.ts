/** How a test makes a fleet come to its end, and waits for what then has to hold. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "../with-fleet.ts";

/** The dead-man timer looks each minute; this machine is busy with other things. */
export const TIMER_SECONDS = 180;

/** As if maxHours had gone by since the first boot of each of these. */
export async function timeIsOver({ ssh, head, workers }: Fleet, ...names: string[]): Promise<void> {
  for (const name of names) {
    const via = name === "head" ? {} : { via: head };
    const { code, output } = await ssh.run(
      name === "head" ? head : workers[name]!,
      "echo 1 | sudo tee /var/lib/meta-genx/ends-at",
      via,
    );
    assert.equal(code, 0, output);
  }
}

export function droplets({ cloud }: Fleet) {
  return cloud.digitalocean.list("droplets");
}

/** `npm run down`, whatever became of the machines. */
export async function goesDown({ cloud }: Fleet): Promise<void> {
  const { code, stdout, stderr } = await cloud.run("down", "--yes");
  assert.equal(code, 0, stdout + stderr);
  const left = JSON.parse(cloud.state()).checkpoint.latest?.resources ?? [];
  assert.deepEqual(
    left.filter(({ type }: { type: string }) => !type.startsWith("pulumi:")),
    [],
  );
}

export async function until(what: string, seconds: number, is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await is()); await sleep(100)) {
    if (Date.now() > end) assert.fail(`after ${seconds} s it does not hold: ${what}`);
  }
}
