/**
 * A sweep on a fleet by the functions of runtime/study alone: left there, collected
 * while it goes on and when it is done, and gone on with here.
 */
import assert from "node:assert/strict";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { readJournal } from "../../runtime/results/journal.ts";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { fleetComputeTarget, poolOf } from "../../runtime/study/fleet-compute-target.ts";
import { resumeSweep } from "../../runtime/study/resume-sweep.ts";
import { collectSweep, detachSweep, runSweep } from "../../runtime/study/run-sweep.ts";
import { type StudySpec, startSweep } from "../../runtime/study/start-sweep.ts";
import { FILM } from "../scripts/command.ts";
import { assertClean, type Fleet, onFleet, resultsIn } from "../scripts/on-fleet.ts";

const SMALL = { file: FILM, methods: ["best_1_bin", "jade_best"], repeats: 1, generations: 20 } satisfies StudySpec;

const connect = ({ redis }: Fleet) => openFleet(redis.address, false);

onFleet(
  "a sweep that is left to a fleet is collected later, each trial once, with this machine's results",
  async (fleet) => {
    const [folder, here] = [fleet.folder("left"), fleet.folder("here")];
    const first = await connect(fleet);
    const target = await fleetComputeTarget(first);
    const sweep = await startSweep({ ...SMALL, folder }, target);
    assert.equal(await detachSweep(sweep, target.pool(sweep)), 6);
    assert.equal(readJournal(folder).ending, "detached");

    const early = await resumeSweep(folder, "any version");
    assert.match(early.leftAt, /^the fleet at /);
    assert.deepEqual(await collectSweep(early, poolOf(await connect(fleet), early)), { missing: 6, goesOn: true });

    await fleet.workers(1);
    const waited = await resumeSweep(folder, target.numerics);
    const heard: number[] = [];
    const events = { finished: ({ index }: { index: number }) => heard.push(index) };
    assert.equal(await runSweep(waited, poolOf(await connect(fleet), waited), events), "complete");
    assert.deepEqual(heard.sort(), [0, 1, 2, 3, 4, 5]);
    await assertClean(fleet);

    const local = localTarget(2);
    const twin = await startSweep({ ...SMALL, folder: here }, local);
    await runSweep(twin, local.pool(twin));
    assert.deepEqual(resultsIn(folder), resultsIn(here));
  },
);
