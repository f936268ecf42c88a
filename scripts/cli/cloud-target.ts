/**
 * The fleet of the selected stack as the target of a sweep: made first if that was
 * asked for, reached over SSH, and given this driver's bundle. What goes wrong on
 * the way ends like a sweep does: the fleet is destroyed where that was asked for,
 * and otherwise it is said that it stands.
 */
import { GxError } from "../../runtime/errors.ts";
import { listSweeps } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/connect.ts";
import { readPlan } from "../../runtime/results/plan-file.ts";
import { planStudy, type StudySpec } from "../../runtime/study/start-sweep.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";
import { counted } from "../../runtime/text.ts";
import { bringUp, stackFor } from "../cloud/bring-up.ts";
import { costText } from "../cloud/cost.ts";
import { type FleetLink, fleetBundle, linkFleet } from "../cloud/link.ts";
import type { Found, SelectedStack } from "../cloud/pulumi-stack.ts";
import type { FleetOutputs } from "../cloud/stack-outputs.ts";
import { writeStderr } from "../terminal/stderr.ts";
import { BilledFleet, billedText } from "./billed-fleet.ts";
import { type FleetTarget, fleetTarget } from "./fleet-target.ts";
import { type Limit, stopOn } from "./stop.ts";
import type { SweepOptions } from "./sweep-options.ts";
import type { Target } from "./target.ts";

const BOOT_SECONDS = 600;

const writeError = ({ message, advice }: GxError) =>
  writeStderr(advice === undefined ? message : `${message}\n${advice}`);

/** @param found  up, unless it is to be made @param spec  opens the file */
export async function cloudTarget(found: Found, asked: SweepOptions, spec: () => Promise<StudySpec>): Promise<Target> {
  await examineFirst(asked, spec).catch((error) => {
    if (found.state === "up") writeStderr(billedText(found.stack.name, found.outputs));
    throw error;
  });
  const stack = await stackFor(found, writeStderr);
  const billed = new BilledFleet(stack, asked.down === true, writeStderr);
  const outputs = found.state === "up" && !asked.up ? found.outputs : await makeFleet(stack, billed, asked);
  try {
    billed.isUp(outputs, asked["max-cost-usd"]);
    return await targetOn(outputs, billed, asked);
  } catch (error) {
    await billed.end().catch(writeError);
    throw error;
  }
}

async function makeFleet(stack: SelectedStack, billed: BilledFleet, asked: SweepOptions): Promise<FleetOutputs> {
  try {
    return await bringUp(
      stack,
      { yes: asked.yes === true, workers: asked.workers, maxUsd: asked["max-cost-usd"] },
      writeStderr,
    );
  } catch (error) {
    // A no makes nothing, and destroys nothing either; whatever else it is says itself what stands.
    const half = asked.down && (error as GxError).code === "GX_CLOUD" && (await stack.machines()).length > 0;
    if (half) await billed.end().catch(writeError);
    else billed.forget();
    throw error;
  }
}

/** A file that cannot be swept is to cost nothing. */
async function examineFirst({ resume }: SweepOptions, spec: () => Promise<StudySpec>): Promise<void> {
  if (resume === undefined) await planStudy(await spec(), { numerics: [numericsVersion()], threads: 1 });
  else readPlan(resume);
}

async function targetOn(outputs: FleetOutputs, billed: BilledFleet, asked: SweepOptions): Promise<Target> {
  const force = asked.force === true;
  return whileInterruptible(billed.limits(), async (signal) => {
    const link = await linkFleet(outputs, { bootSeconds: asked["boot-time"] ?? BOOT_SECONDS, signal }, writeStderr);
    try {
      await giveBundle(link, outputs, force);
      return describe(await fleetTarget(link.redis, force), link, outputs, billed);
    } catch (error) {
      await link.close();
      throw error;
    }
  });
}

/** The code of a fleet is the code of its driver; with another's while that one's sweep is on, its trials would wait for ever. */
async function giveBundle(link: FleetLink, { architecture }: FleetOutputs, force: boolean): Promise<void> {
  const { file, sha256, numerics } = await fleetBundle(architecture, writeStderr);
  if ((await link.currentBundle()) !== sha256) await refuseOthers(link.redis, numerics, force);
  await link.publish(file, writeStderr);
}

async function refuseOthers(address: RedisAddress, numerics: string, force: boolean): Promise<void> {
  const { redis } = await openFleet(address, force);
  try {
    const sweeps = await listSweeps(redis);
    const other = sweeps.find((each) => !each.cancelled && each.left > each.ready && each.numerics !== numerics);
    if (!other) return;
    throw new GxError(
      "GX_FLEET",
      `Sweep ${other.sweep} (${other.file}) is on this fleet with another version of meta-genx, and a fleet runs one at a time`,
      "`npm run fleet -- ls` shows how far it is. Wait for it, `npm run fleet -- cancel` it, or sweep from its version.",
    );
  } finally {
    redis.disconnect();
  }
}

function describe(target: FleetTarget, link: FleetLink, outputs: FleetOutputs, billed: BilledFleet): Target {
  const { tag, cloud, region } = outputs;
  const machines = link.machines.filter(({ name, state }) => name !== "head" && state === "ready").length;
  const where = `${CLOUDS[cloud]}, ${region}`;
  return {
    ...target,
    option: "",
    opening: () => [
      ...target.opening(0).slice(0, -1),
      `It runs on the fleet ${tag} (${where}): ${link.cores} cores of ${counted(machines, "machine")}, ${costText(outputs, new Date())}.`,
    ],
    limits: () => billed.limits(),
    close: async () => {
      await target.close();
      await link.close();
      await billed.end();
    },
  };
}

const CLOUDS = { digitalocean: "DigitalOcean", aws: "EC2" };

/** Until it is done, Ctrl-C or the end of the money breaks the wait off. */
async function whileInterruptible<T>(limits: readonly Limit[], act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = stopOn(limits, writeStderr, "Stopping. Ctrl-C again quits at once.");
  try {
    return await act(stop.signal);
  } catch (error) {
    if (stop.cause() === undefined) throw error;
    throw new GxError("GX_CLOUD", "Stopped before the fleet was ready: nothing was computed", undefined, {
      cause: error,
    });
  } finally {
    await stop.release();
  }
}
