/**
 * The driver's link to a fleet: SSH to the head, and by way of the head to the
 * workers; the wait until they are ready; a tunnel to Redis. What happens, top to
 * bottom; how is in the files beside this one.
 */
import { basename } from "node:path";
import type { Duplex } from "node:stream";
import { orRejects } from "../../infra/or-rejects.ts";
import { openSocket, SshError } from "../../infra/ssh.ts";
import { bundleHash } from "../../runtime/bundles/publish.ts";
import { type RedisAddress, redisAddress } from "../../runtime/fleet/redis/address.ts";
import { showBootProgress } from "./boot-progress.ts";
import { awaitRollout } from "./bundle-rollout.ts";
import { notReady, unreachable, unreachableHead } from "./link-errors.ts";
import { ownAddress } from "./own-address.ts";
import { type MachineState, reached, whenReady } from "./ready.ts";
import { retrySsh, within } from "./retry-ssh.ts";
import { type Answer, type SshConnection, sshConnection } from "./ssh-connection.ts";
import type { FleetOutputs } from "./stack-outputs.ts";
import { openTunnel } from "./tunnel.ts";
import { servedBundle, uploadBundle } from "./upload-bundle.ts";

export type { MachineState } from "./ready.ts";
export type { Answer } from "./ssh-connection.ts";
export { fleetBundle } from "./upload-bundle.ts";

type Say = (line: string) => void;

export interface FleetLink {
  /** The tunnel's end on this machine, shown by the fleet's tag. */
  redis: RedisAddress;
  /** Each ready or failed; the head is ready. */
  machines: MachineState[];
  /** Of the workers that are ready. */
  cores: number;
  /** The hash of the bundle that the head serves. */
  currentBundle(): Promise<string | undefined>;
  /** Makes a bundle (`fleetBundle`) the fleet's, and waits until the workers that are ready run it. */
  publish(file: string, say: Say): Promise<void>;
  /** A command on a machine, as the driver's user, who may use sudo. @param machine  "head", "worker-01" */
  run(machine: string, command: string): Promise<Answer>;
  /** After whoever uses Redis has left. */
  close(): Promise<void>;
}

export interface LinkOptions {
  /** How long a machine may take from being made to being ready. */
  bootSeconds: number;
  signal?: AbortSignal | undefined;
}

const SSH_PORT = 22;
/** Of a fleet that is older than a boot takes: what does not answer for so long does not just reboot. */
const REBOOT_MS = 120_000;
/** What the user is told early, because a boot's time is long. */
const DOUBT = "; it boots, or sshFrom lacks this machine's address";
/** For what is asked of a machine that was ready. */
const AGAIN_MS = 30_000;

/**
 * @param say  told each change of a machine's state
 * @throws GxError GX_CLOUD: no head, or no worker at all; or the signal's reason. All of
 *   its methods throw GX_CLOUD for a machine that is away
 */
export async function linkFleet(outputs: FleetOutputs, options: LinkOptions, say: Say): Promise<FleetLink> {
  const { head, workers } = connectionsTo(outputs);
  const connections = [head, ...workers];
  const over = new AbortController();
  const close = () => {
    over.abort();
    for (const connection of connections.toReversed()) connection.close();
  };
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const machines = await allReady(head, workers, outputs, { ...options, signal }, say);
    const ready = workers.flatMap((connection) => {
      const { state, cores = 0 } = machines.find(({ name }) => name === connection.name)!;
      return state === "ready" ? [{ connection, cores }] : [];
    });
    const redis = await tunnelled(head, outputs, over.signal, say);
    return {
      redis,
      machines,
      cores: ready.reduce((sum, { cores }) => sum + cores, 0),
      currentBundle: () => asked(head, over.signal, () => servedBundle(head)),
      publish: async (file, tell) => {
        await orRejects(
          asked(head, signal, () => uploadBundle(head, file, tell, signal)),
          signal,
        );
        await awaitRollout(redis, ready, bundleHash(basename(file))!, tell, signal);
      },
      run: async (machine, command) => {
        const connection = connections.find(({ name }) => name === machine);
        if (!connection) throw new Error(`There is no machine ${machine} in this fleet`);
        return asked(connection, over.signal, () => connection.run(command));
      },
      close: async () => close(),
    };
  } catch (error) {
    close();
    options.signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Only the way to the fleet's Redis, for commands that look at it: nobody is waited for.
 * @throws GxError GX_CLOUD when the head does not let us in at once
 */
export async function linkRedis(
  outputs: FleetOutputs,
  say: Say = () => {},
): Promise<Pick<FleetLink, "redis" | "close">> {
  const { head } = connectionsTo(outputs);
  const over = new AbortController();
  try {
    await head.connect().catch(noHead(outputs.headAddress));
    const redis = await tunnelled(head, outputs, over.signal, say);
    const close = async () => {
      over.abort();
      head.close();
    };
    return { redis, close };
  } catch (error) {
    head.close();
    throw error;
  }
}

/** @throws GxError GX_CLOUD */
async function asked<T>(connection: SshConnection, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  try {
    await retrySsh(connection.connect, { until: within(AGAIN_MS), signal });
    return await act();
  } catch (error) {
    throw error instanceof SshError ? unreachable(connection.name, error) : error;
  }
}

/** The one thing that a user gets wrong here is looked up for them. */
function noHead(address: string): (error: unknown) => Promise<never> {
  return async (error) => {
    if (!(error instanceof SshError)) throw error;
    throw unreachableHead(address, error, error.trouble === "away" ? await ownAddress() : undefined);
  };
}

/** Shown as the fleet: the tunnel's port tells nobody anything. @param signal  closes it */
async function tunnelled(
  head: SshConnection,
  { redisUrlTunnel, headAddress, tag }: FleetOutputs,
  signal: AbortSignal,
  say: Say,
): Promise<RedisAddress> {
  const { options } = redisAddress(undefined, { META_GENX_REDIS: redisUrlTunnel })!;
  let said = false;
  const { port, close } = await openTunnel(head, "127.0.0.1", options.port!, (error) => {
    // What is away comes back; what is another machine does not.
    if (error.trouble === "stranger" && !said) say(unreachableHead(headAddress, error).message);
    said ||= error.trouble === "stranger";
  });
  signal.addEventListener("abort", close);
  return { shown: tag, options: { ...options, host: "127.0.0.1", port } };
}

function connectionsTo({ sshUser: user, privateKey, hostKeys, headAddress, workerAddresses }: FleetOutputs) {
  const connect = (name: string, open: (signal: AbortSignal) => Promise<Duplex>) =>
    sshConnection(name, { user, privateKey, hostKey: hostKeys[name] ?? "", open });
  const head = connect("head", (signal) => openSocket(headAddress, SSH_PORT, signal));
  const workers = Object.entries(workerAddresses).map(([name, address]) =>
    connect(name, async () => {
      await head.connect().catch((error: SshError) => {
        // What is wrong with the head is not wrong with the worker.
        throw new SshError("away", `the head: ${error.message}`, { cause: error });
      });
      return head.forward(address, SSH_PORT);
    }),
  );
  return { head, workers };
}

/** @throws GxError when there is no head, or no worker */
async function allReady(
  head: SshConnection,
  workers: readonly SshConnection[],
  { startedAt, headAddress }: FleetOutputs,
  { bootSeconds, signal }: LinkOptions,
  say: Say,
): Promise<MachineState[]> {
  const bootMs = bootSeconds * 1000;
  const age = Date.now() - startedAt.getTime();
  const watch = showBootProgress(
    [head, ...workers].map(({ name }) => name),
    say,
  );
  const waiting = {
    reach: within(Math.min(bootMs, Math.max(bootMs - age, REBOOT_MS))),
    boot: within(bootMs),
    signal,
    change: watch.change,
  };
  try {
    const change = (state: MachineState) => watch.change({ ...state, why: `${state.why}${DOUBT}` });
    await reached(head, { ...waiting, change }).catch(noHead(headAddress));
    const first = whenReady(head, waiting);
    const rest = Promise.all(workers.map((worker) => whenReady(worker, { ...waiting, others: first })));
    // Nobody may wait for them any more when they end.
    rest.catch(() => {});
    const headState = await first;
    if (headState.state !== "ready") throw notReady("The fleet's head is not ready:", [headState]);
    const states = await rest;
    if (states.every(({ state }) => state !== "ready")) throw notReady("None of the fleet's workers is ready:", states);
    return [headState, ...states];
  } finally {
    watch.end();
  }
}
