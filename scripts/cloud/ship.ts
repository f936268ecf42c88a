/**
 * Brings the bundle to a fleet: built for its processors, copied to the head under
 * its hash, made the current one, and waited for until the workers run it.
 */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleHash } from "../../runtime/bundles/publish.ts";
import { GxError } from "../../runtime/errors.ts";
import { connectRedis, type RedisAddress } from "../../runtime/worker/redis.ts";
import { readFleet } from "../../runtime/worker/workers.ts";
import { type Bundle, buildBundle } from "../bundle/build.ts";
import type { Architecture } from "../bundle/node.ts";
import { type Line, patiently } from "./line.ts";
import type { MachineState } from "./ready.ts";

type Say = (line: string) => void;

const ROOT = resolve(import.meta.dirname, "../..");

/** The bundle of this checkout for a fleet; what has been built is kept. */
export function fleetBundle(architecture: Architecture, say: Say): Promise<Bundle> {
  return buildBundle(ROOT, architecture, join(ROOT, ".cache/fleet"), say);
}

/** The hash of what the head serves; undefined while it serves nothing. */
export async function servedBundle(head: Line): Promise<string | undefined> {
  const { output } = await head.run("cat /srv/meta-genx/current 2>/dev/null");
  return bundleHash(output.trim());
}

/** For one attempt; a slow line takes as long as it takes. */
const ATTEMPT_AGAIN_MS = 120_000;
const SAY_MS = 5000;

/** Copies it to the head, unless it is there, and makes it the current one. @throws GxError GX_CLOUD */
export async function shipBundle(head: Line, file: string, say: Say): Promise<void> {
  const name = basename(file);
  const patience = { until: performance.now() + ATTEMPT_AGAIN_MS };
  if ((await patiently(() => servedBundle(head), patience)) === bundleHash(name)) {
    say("The head has this bundle already.");
    return;
  }
  const { size } = await stat(file);
  // In a folder of its own: another driver may bring the same file at the same time.
  const folder = `upload.${randomBytes(6).toString("hex")}`;
  const done = await patiently(async () => {
    await head.run(
      `find . -maxdepth 1 -name 'upload.*' -mmin +120 -exec rm -rf {} +; rm -rf ${folder}; mkdir -m 700 ${folder}`,
    );
    await head.put(file, `${folder}/${name}`, progressOf(size, say));
    return await head.run(`sudo -n meta-genx-publish ${folder}/${name}; code=$?; rm -rf ${folder}; exit $code`);
  }, patience);
  if (done.code !== 0) {
    throw new GxError(
      "GX_CLOUD",
      `The head does not take the bundle: ${done.output.trim()}`,
      "The fleet stands; the same command tries again.",
    );
  }
}

/** "12 of 44 MB are on the head, 40 s left", now and then. */
function progressOf(size: number, say: Say): (bytes: number) => void {
  const began = performance.now();
  let said = began;
  return (bytes) => {
    const now = performance.now();
    if (now - said < SAY_MS || bytes >= size) return;
    said = now;
    const left = Math.ceil((((size - bytes) / bytes) * (now - began)) / 1000);
    say(`${Math.round(bytes / 1e6)} of ${Math.round(size / 1e6)} MB are on the head, ${left} s left`);
  };
}

const WORKERS_MS = 180_000;

/** Waits until all workers of the machines run this bundle, and says which do not. */
export async function whenWorking(
  address: RedisAddress,
  machines: readonly MachineState[],
  hash: string,
  say: Say,
): Promise<void> {
  const redis = await connectRedis(address);
  try {
    const until = performance.now() + WORKERS_MS;
    for (;;) {
      const { workers } = await readFleet(redis);
      const missing = machines.filter(
        ({ name, cores = 1 }) => workers.filter(({ host, bundle }) => host === name && bundle === hash).length < cores,
      );
      if (missing.length === 0) return;
      if (performance.now() > until) {
        say(
          `Not all workers run this bundle yet: ${missing.map(({ name }) => name).join(", ")}. They join when they do.`,
        );
        return;
      }
      await sleep(500);
    }
  } finally {
    redis.disconnect();
  }
}
