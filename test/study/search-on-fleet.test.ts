/** A search on a fleet: what one thread of this machine finds, by the same tries and with the same verdict, whoever dies; and one that is left alone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { fleetComputeTarget, poolOf } from "../../runtime/study/fleet-compute-target.ts";
import { loadResults } from "../../runtime/study/load-results.ts";
import { resumeSweep } from "../../runtime/study/resume-sweep.ts";
import { collectSweep, detachSweep, runSweep } from "../../runtime/study/run-sweep.ts";
import { startSweep } from "../../runtime/study/start-sweep.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { assertClean, type Fleet, onFleet, until } from "../scripts/on-fleet.ts";

/** About sixteen tries. */
const FILE = join(GOLDEN, "optimiser/op2_multilayer_8par.gx");

const connect = ({ redis }: Fleet) => openFleet(redis.address, false);

/** What a search says, without how long it took and where. */
async function said(folder: string) {
  const { results } = await loadResults(folder);
  const [fit] = results.fits;
  const trials = fit!.trials.map(({ spec, result }) => {
    const { seconds: _, cpuSeconds: __, ...rest } = result!;
    return { spec, result: rest };
  });
  return { finished: results.finished, search: fit!.search, best: fit!.parameters, trust: fit!.trust, trials };
}

async function here(fleet: Fleet) {
  const folder = fleet.folder("here");
  const local = localTarget(1);
  const sweep = await startSweep({ file: FILE, folder }, local);
  await runSweep(sweep, local.pool(sweep));
  return said(folder);
}

onFleet("four workers, one of which dies, come to the verdict of one thread, and leave nothing", async (fleet) => {
  const expected = await here(fleet);
  const workers = await fleet.workers(4);
  const target = await fleetComputeTarget(await connect(fleet));
  const folder = fleet.folder("there");
  const sweep = await startSweep({ file: FILE, folder }, target);
  let ended = 0;
  const finished = () => {
    if (++ended === 3) void workers[0]!.kill();
  };
  assert.equal(await runSweep(sweep, target.pool(sweep), { finished }), "complete");
  assert.deepEqual(await said(folder), expected);
  assert.ok(expected.search!.settled);
  await assertClean(fleet);
});

onFleet(
  "a search that is left to a fleet is settled by whoever collects it, and then taken off the fleet",
  async (fleet) => {
    const expected = await here(fleet);
    await fleet.workers(2);
    const target = await fleetComputeTarget(await connect(fleet));
    const folder = fleet.folder("left");
    const sweep = await startSweep({ file: FILE, folder }, target);
    await detachSweep(sweep, target.pool(sweep));
    const resultsThere = async () => ((await fleet.redis.admin("KEYS", "mgx:result:*")) as string[]).length;
    await until(async () => (await resultsThere()) >= expected.search!.tries + 4);
    const again = await resumeSweep(folder, "any version");
    const collected = await collectSweep(again, poolOf(await connect(fleet), again));
    assert.deepEqual(collected, { missing: 0, goesOn: false });
    const { search, trust } = await said(folder);
    assert.deepEqual([search!.settled, search!.tries, trust.verdict], [true, expected.search!.tries, "trust"]);
    await assertClean(fleet);
  },
);
