/**
 * The fleet of the selected stack as the place of a sweep: made first if that was
 * asked for, reached over SSH, and given this driver's bundle. What goes wrong on
 * the way ends like a sweep does: the fleet is destroyed where that was asked for,
 * and otherwise it is said that it stands.
 */
import { GxError } from "../../runtime/errors.ts";
import { listSweeps } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/connect.ts";
import { readJournal } from "../../runtime/results/journal.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";
import { counted } from "../../runtime/text.ts";
import { bringUp, stackFor } from "../cloud/bring-up.ts";
import { costText } from "../cloud/cost.ts";
import { type FleetLink, fleetBundle, linkFleet } from "../cloud/link.ts";
import type { Found, SelectedStack } from "../cloud/pulumi-stack.ts";
import type { FleetOutputs } from "../cloud/stack-outputs.ts";
import { Standing, standsText } from "./billed-fleet.ts";
import { type FleetPlace, fleetPlace } from "./fleet-target.ts";
import { planOf } from "./folder.ts";
import { tell } from "./stderr.ts";
import { type Limit, stopOn } from "./stop.ts";
import { planOfFile } from "./sweep-begin.ts";
import type { SweepOptions } from "./sweep-options.ts";
import type { Place } from "./target.ts";

const BOOT_SECONDS = 600;

const tellError = ({ message, advice }: GxError) => tell(advice === undefined ? message : `${message}\n${advice}`);

/** @param found  up, unless it is to be made */
export async function cloudPlace(found: Found, asked: SweepOptions): Promise<Place> {
  await examineFirst(asked).catch((error) => {
    if (found.state === "up") tell(standsText(found.stack.name, found.outputs));
    throw error;
  });
  const stack = await stackFor(found, tell);
  const standing = new Standing(stack, asked.down === true, tell);
  const outputs = found.state === "up" && !asked.up ? found.outputs : await makeFleet(stack, standing, asked);
  try {
    standing.isUp(outputs, asked["max-cost-usd"]);
    return await placeOn(outputs, standing, asked);
  } catch (error) {
    await standing.end().catch(tellError);
    throw error;
  }
}

async function makeFleet(stack: SelectedStack, standing: Standing, asked: SweepOptions): Promise<FleetOutputs> {
  try {
    return await bringUp(
      stack,
      { yes: asked.yes === true, workers: asked.workers, maxUsd: asked["max-cost-usd"] },
      tell,
    );
  } catch (error) {
    // A no makes nothing, and destroys nothing either; whatever else it is says itself what stands.
    const half = asked.down && (error as GxError).code === "GX_CLOUD" && (await stack.machines()).length > 0;
    if (half) await standing.end().catch(tellError);
    else standing.forget();
    throw error;
  }
}

/** A file that cannot be swept is to cost nothing. */
async function examineFirst({ resume, ...asked }: SweepOptions): Promise<void> {
  if (resume === undefined) await planOfFile(asked, { numerics: [numericsVersion()], threads: 1 });
  else planOf(resume, readJournal(resume));
}

async function placeOn(outputs: FleetOutputs, standing: Standing, asked: SweepOptions): Promise<Place> {
  const force = asked.force === true;
  return whileInterruptible(standing.limits(), async (signal) => {
    const link = await linkFleet(outputs, { bootSeconds: asked["boot-time"] ?? BOOT_SECONDS, signal }, tell);
    try {
      await giveBundle(link, outputs, force);
      return describe(await fleetPlace(link.redis, force), link, outputs, standing);
    } catch (error) {
      await link.close();
      throw error;
    }
  });
}

/** The code of a fleet is the code of its driver; with another's while that one's sweep is on, its trials would wait for ever. */
async function giveBundle(link: FleetLink, { architecture }: FleetOutputs, force: boolean): Promise<void> {
  const { file, sha256, numerics } = await fleetBundle(architecture, tell);
  if ((await link.currentBundle()) !== sha256) await refuseOthers(link.redis, numerics, force);
  await link.publish(file, tell);
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

function describe(place: FleetPlace, link: FleetLink, outputs: FleetOutputs, standing: Standing): Place {
  const { tag, cloud, region } = outputs;
  const machines = link.machines.filter(({ name, state }) => name !== "head" && state === "ready").length;
  const where = `${CLOUDS[cloud]}, ${region}`;
  return {
    ...place,
    option: "",
    opening: () => [
      ...place.opening(0).slice(0, -1),
      `It runs on the fleet ${tag} (${where}): ${link.cores} cores of ${counted(machines, "machine")}, ${costText(outputs, new Date())}.`,
    ],
    limits: () => standing.limits(),
    close: async () => {
      await place.close();
      await link.close();
      await standing.end();
    },
  };
}

const CLOUDS = { digitalocean: "DigitalOcean", aws: "EC2" };

/** Until it is done, Ctrl-C or the end of the money breaks the wait off. */
async function whileInterruptible<T>(limits: readonly Limit[], act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = stopOn(limits, tell, "Stopping. Ctrl-C again quits at once.");
  try {
    return await act(stop.signal);
  } catch (error) {
    if (stop.cause() === undefined) throw error;
    throw new GxError("GX_CLOUD", "Stopped before the fleet was ready: nothing was computed", undefined, {
      cause: error,
    });
  } finally {
    stop.release();
  }
}
