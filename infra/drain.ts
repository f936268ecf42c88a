/**
 * Workers that are to go hand their trials back first. The obvious place is a hook on
 * the deletion of a worker, but with one in its state a plain `pulumi destroy` refuses
 * to run (it wants --run-program), and to destroy everything takes no draining. So the
 * stack keeps a roster of its machines, and a hook runs before the roster changes:
 * when what is new has been made, and before the engine deletes anything. A worker of
 * an `up` that failed half-way is in no roster until another `up` gets through.
 *
 * Where that fails, other workers go on from the last checkpoint: so it is a warning,
 * and the machine goes all the same.
 */
import { type Input, log, output, ResourceHook, type ResourceHookFunction, Stash } from "@pulumi/pulumi";
import { SSH_USER } from "../provisioning/facts.ts";
import type { Fleet } from "./fleet.ts";
import { orRejects } from "./or-rejects.ts";
import type { Secrets } from "./secrets.ts";
import type { Connection, SshTarget } from "./ssh.ts";

type Login = Pick<SshTarget, "user" | "privateKey">;

interface Host {
  address: string;
  hostKey: string;
}

export interface Roster {
  head: Host & { id: string };
  /** By name. */
  workers: Record<string, Host>;
}

export function drainBeforeDeletion(fleet: Fleet, secrets: Secrets): void {
  const host = (name: string, address: Input<string>) => ({ address, hostKey: secrets.hostKeys[name]!.public });
  const roster: Input<Roster> = output({
    head: { id: fleet.head.id, ...host("head", fleet.head.address) },
    workers: Object.fromEntries(fleet.workers.map(({ name, privateAddress }) => [name, host(name, privateAddress)])),
  });
  const key = () => new Promise<string>((resolve) => secrets.driverKey.private.apply(resolve));
  const stop: ResourceHookFunction = ({ oldInputs, newInputs }) =>
    drain(oldInputs!["input"], newInputs!["input"], async () => ({ user: SSH_USER, privateKey: await key() }));
  const hook = new ResourceHook("drain", stop, { ignoreErrors: true });
  new Stash("roster", { input: roster }, { hooks: { beforeUpdate: [hook] } });
}

/** @param port  another one in tests */
export async function drain(before: Roster, after: Roster, login: () => Promise<Login>, port?: number): Promise<void> {
  const workers = leaving(before, after);
  if (Object.keys(workers).length === 0) return;
  await log.info(`Stopping first, so that trials are handed back: ${names(workers)}`);
  for (const each of await stopWorkers(after.head, workers, await login(), port)) await log.warn(each);
}

/**
 * Whom the engine is about to delete: workers that are not in the program any more, and
 * those that were made anew, under another address. None when the head is another one:
 * the queue that a worker would hand its trials back to has gone with the first.
 */
export function leaving(before: Roster, after: Roster): Record<string, Host> {
  if (before.head.id !== after.head.id) return {};
  return Object.fromEntries(
    Object.entries(before.workers).filter(([name, { address }]) => after.workers[name]?.address !== address),
  );
}

/** A worker has 90 seconds, as meta-genx-worker@.service says; when the command ends, it is done. */
const STOP = "sudo timeout 120 systemctl stop meta-genx-workers.service 'meta-genx-worker@*.service'";
const SSH_PORT = 22;

/**
 * @param port  another one in tests
 * @returns  what went wrong, in lines for the user
 */
export async function stopWorkers(
  head: Host,
  workers: Record<string, Host>,
  login: Login,
  port = SSH_PORT,
): Promise<string[]> {
  // Most runs of the program stop nobody.
  const { connectSsh, openSocket } = await import("./ssh.ts");
  const { signal } = new AbortController();
  const connect = ({ address, hostKey }: Host, via?: Connection) =>
    connectSsh(
      {
        ...login,
        hostKey,
        open: async () =>
          via ? await via.ssh.forwardOut("127.0.0.1", 0, address, port) : await openSocket(address, port, signal),
      },
      signal,
    );
  const failure = (who: string, where: string, { message }: Error) =>
    `${who} could not be stopped first, and other workers go on from the last checkpoint: ${where}: ${message}`;

  let toHead: Connection;
  try {
    toHead = await connect(head);
  } catch (error) {
    return [failure(names(workers), "head", error as Error)];
  }
  const stop = async (host: Host) => {
    const { ssh, lost } = await connect(host, toHead);
    const stopping = orRejects(ssh.execCommand(STOP), lost, () => new Error("the connection broke"));
    const { code, stderr } = await stopping.finally(() => ssh.dispose());
    if (code !== 0) throw new Error(stderr || "the connection broke");
  };
  const ends = Object.entries(workers).map(([name, host]) =>
    stop(host).then(
      () => [],
      (error) => [failure(name, name, error)],
    ),
  );
  const failures = (await Promise.all(ends)).flat();
  toHead.ssh.dispose();
  return failures;
}

function names(workers: Record<string, Host>): string {
  return Object.keys(workers).join(", ");
}
