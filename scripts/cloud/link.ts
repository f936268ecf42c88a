/**
 * The driver's link to a fleet: SSH to the head, and by way of the head to the
 * workers; the wait until they are ready; a tunnel to Redis. Top to bottom what
 * happens; how is in the files beside this one.
 */
import { basename } from "node:path";
import type { Duplex } from "node:stream";
import { bundleHash } from "../../runtime/bundles/publish.ts";
import { GxError } from "../../runtime/errors.ts";
import { type RedisAddress, redisAddress } from "../../runtime/worker/address.ts";
import { type Answer, type Line, lineTo, patiently } from "./line.ts";
import type { FleetOutputs } from "./outputs.ts";
import { type MachineState, whenReady } from "./ready.ts";
import { servedBundle, shipBundle, whenWorking } from "./ship.ts";
import { openSocket, SshError } from "./ssh.ts";
import { openTunnel } from "./tunnel.ts";

export type { MachineState } from "./ready.ts";
export { fleetBundle } from "./ship.ts";

type Say = (line: string) => void;

export interface FleetLink {
  /** The tunnel's end on this machine, shown as the fleet. */
  redis: RedisAddress;
  machines: MachineState[];
  /** Of the workers that are ready. */
  cores: number;
  /** The hash of the bundle that the head serves. */
  currentBundle(): Promise<string | undefined>;
  /** Makes a bundle (`fleetBundle`) the fleet's, and waits until the workers that are ready run it. */
  publish(file: string, say: Say): Promise<void>;
  /** A command on a machine, as the driver's user. @param machine  "head", "worker-01" */
  run(machine: string, command: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface LinkOptions {
  /** How long a machine may take from being made to being ready. */
  bootSeconds: number;
  signal?: AbortSignal | undefined;
}

/** A fleet that is older than a boot takes is up, or reboots. */
const OLD_FLEET_MS = 120_000;

/**
 * @param say  told each change of a machine's state, a line each
 * @throws GxError GX_CLOUD: no head, or no worker at all; or the signal's reason
 */
export async function linkFleet(
  outputs: FleetOutputs,
  { bootSeconds, signal }: LinkOptions,
  say: Say,
): Promise<FleetLink> {
  const { sshUser: user, privateKey, hostKeys, headAddress, workerAddresses } = outputs;
  const target = (name: string, open: () => Promise<Duplex>) =>
    lineTo(name, { user, privateKey, hostKey: hostKeys[name] ?? "", open });
  const head = target("head", () => openSocket(headAddress));
  const workers = Object.entries(workerAddresses).map(([name, address]) =>
    target(name, () => head.forward(address, 22)),
  );
  const lines = [head, ...workers];
  const close = () => {
    for (const line of lines.toReversed()) line.close();
  };
  try {
    const now = performance.now();
    const boot = bootSeconds * 1000;
    const age = Date.now() - outputs.startedAt.getTime();
    const reach = now + Math.min(boot, Math.max(boot - age, OLD_FLEET_MS));
    const deadlines = { reach, ready: now + boot, signal };
    const change = (state: MachineState) => say(stateText(state));
    await patiently(head.connect, { until: reach, signal }).catch((error) => {
      throw error instanceof SshError ? noHead(error, headAddress) : error;
    });
    const machines = await Promise.all(lines.map((line) => whenReady(line, deadlines, change)));
    const working = machines.filter(({ name, state }) => state === "ready" && name !== "head");
    if (machines[0]!.state !== "ready") throw unfit(machines.slice(0, 1), "The fleet's head is not ready");
    if (working.length === 0) throw unfit(machines.slice(1), "None of the fleet's workers is ready");
    const tunnel = await openTunnel(head, "127.0.0.1", 6379);
    const address = redisBehind(tunnel, outputs);
    return {
      redis: address,
      machines,
      cores: working.reduce((sum, { cores = 0 }) => sum + cores, 0),
      currentBundle: () => servedBundle(head),
      publish: async (file, tell) => {
        await shipBundle(head, file, tell);
        await whenWorking(address, working, bundleHash(basename(file))!, tell);
      },
      run: (machine, command) => lineOf(lines, machine).run(command),
      close: async () => {
        tunnel.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Only the way to the fleet's Redis, for commands that look at it: nobody is waited for.
 * @throws GxError GX_CLOUD when the head cannot be reached at once
 */
export async function linkRedis(outputs: FleetOutputs): Promise<Pick<FleetLink, "redis" | "close">> {
  const { sshUser: user, privateKey, hostKeys, headAddress } = outputs;
  const open = () => openSocket(headAddress);
  const head = lineTo("head", { user, privateKey, hostKey: hostKeys["head"] ?? "", open });
  await head.connect().catch((error) => {
    head.close();
    throw error instanceof SshError ? noHead(error, headAddress) : error;
  });
  const tunnel = await openTunnel(head, "127.0.0.1", 6379);
  const close = async () => {
    tunnel.close();
    head.close();
  };
  return { redis: redisBehind(tunnel, outputs), close };
}

/** Shown as the fleet, because the tunnel's port tells nobody anything. */
function redisBehind({ port }: { port: number }, { redisUrlTunnel, tag }: FleetOutputs): RedisAddress {
  const { options } = redisAddress(undefined, { META_GENX_REDIS: redisUrlTunnel })!;
  return { shown: tag, options: { ...options, host: "127.0.0.1", port } };
}

function lineOf(lines: readonly Line[], machine: string): Line {
  const found = lines.find(({ name }) => name === machine);
  if (!found) throw new Error(`There is no machine ${machine} in this fleet`);
  return found;
}

function stateText({ name, state, why, log, cores }: MachineState): string {
  const more = state === "ready" && cores !== undefined ? `${cores} cores` : undefined;
  const text = [`${name}: ${state}`, more, why].filter((part) => part !== undefined).join(", ");
  return log === undefined ? text : `${text}\n${log}`;
}

function noHead(error: SshError, address: string): GxError {
  if (error.trouble === "stranger") {
    return new GxError(
      "GX_CLOUD",
      `What answers at ${address} is not the fleet's head: ${error.message}`,
      "Nothing was sent to it. Somebody may be in between, or the address is another machine's by now: `npm run up` looks again.",
    );
  }
  return new GxError(
    "GX_CLOUD",
    `The fleet's head at ${address} cannot be reached by SSH: ${error.message}`,
    "It lets in only the addresses in sshFrom: `pulumi config set sshFrom ADDRESS` with this machine's, as the internet sees it, then `npm run up`.",
    { cause: error },
  );
}

function unfit(machines: readonly MachineState[], what: string): GxError {
  const lines = machines.map((state) => stateText(state));
  return new GxError(
    "GX_CLOUD",
    `${what}:\n${lines.join("\n")}`,
    "The machines stand and cost. The same command tries again; `npm run down` destroys them.",
  );
}
