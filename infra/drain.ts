/**
 * Workers that are to go hand their trials back first. The obvious place is a hook on
 * the deletion of a worker, but with one in its state a plain `pulumi destroy` refuses
 * to run (it wants --run-program), and to destroy everything takes no draining. So the
 * stack keeps a roster of its machines, and a hook runs before the roster changes:
 * when what is new has been made, and before the engine deletes anything.
 *
 * Where that fails, other workers go on from the last checkpoint: so it is a warning,
 * and the machine goes all the same.
 */
import { type Input, log, output, ResourceHook, Stash } from "@pulumi/pulumi";
import { SSH_USER } from "../provisioning/facts.ts";
import type { Fleet } from "./fleet.ts";
import type { Secrets } from "./secrets.ts";
import type { Host, Login } from "./ssh.ts";

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
  const drain = new ResourceHook("drain", async ({ oldInputs, newInputs }) => {
    const [before, after]: Roster[] = [oldInputs!["input"], newInputs!["input"]];
    const workers = leaving(before!, after!);
    if (Object.keys(workers).length === 0) return;
    await log.info(`Stopped before they are deleted, so that they hand their trials back: ${names(workers)}`);
    const privateKey = await new Promise<string>((resolve) => secrets.driverKey.private.apply(resolve));
    for (const each of await stopWorkers(after!.head, workers, { username: SSH_USER, privateKey }))
      await log.warn(each);
  });
  new Stash("roster", { input: roster }, { hooks: { beforeUpdate: [drain] } });
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

/** @returns  what went wrong, in lines for the user */
export async function stopWorkers(head: Host, workers: Record<string, Host>, login: Login): Promise<string[]> {
  // Most runs of the program stop nobody.
  const { connect } = await import("./ssh.ts");
  const failure = (who: string, error: unknown) =>
    `${who} could not be stopped first, and other workers go on from the last checkpoint: ${(error as Error).message}`;
  let toHead: Awaited<ReturnType<typeof connect>>;
  try {
    toHead = await connect(head, login);
  } catch (error) {
    return [failure(names(workers), error)];
  }
  const stop = async (host: Host) => {
    const ssh = await connect(host, login, toHead);
    const { code, stderr } = await ssh.execCommand(STOP).finally(() => ssh.dispose());
    if (code !== 0) throw new Error(stderr || "the connection broke");
  };
  const ends = await Promise.all(
    Object.entries(workers).map(([name, host]) =>
      stop(host).then(
        () => [],
        (error) => [failure(name, error)],
      ),
    ),
  );
  toHead.dispose();
  return ends.flat();
}

function names(workers: Record<string, Host>): string {
  return Object.keys(workers).join(", ");
}
