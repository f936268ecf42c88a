/**
 * SSH to the machines of a fleet: with the driver's key, which stays in memory, and
 * only to a machine that has the host key which the fleet made for it. A worker is
 * reached by way of the head.
 */
import { NodeSSH } from "node-ssh";

export interface Host {
  address: string;
  /** As known_hosts has it: "ssh-ed25519 AAAA…". */
  hostKey: string;
}

export interface Login {
  username: string;
  /** In OpenSSH's format. */
  privateKey: string;
}

/** For TCP, keys and login together. */
const CONNECT_MS = 15_000;

/**
 * @param via  a connection to the head, for a worker
 * @throws Error  in one line: who does not answer, or is not the machine that we made
 */
export async function connect({ address, hostKey }: Host, login: Login, via?: NodeSSH): Promise<NodeSSH> {
  const expected = Buffer.from(hostKey.split(" ")[1]!, "base64");
  const ssh = new NodeSSH();
  let other = false;
  try {
    const sock = via && (await within(CONNECT_MS, via.forwardOut("127.0.0.1", 0, address, 22)));
    await ssh.connect({
      ...login,
      ...(sock ? { sock } : { host: address }),
      algorithms: { serverHostKey: ["ssh-ed25519"] },
      hostVerifier: (key: Buffer) => {
        other = !key.equals(expected);
        return !other;
      },
      readyTimeout: CONNECT_MS,
      // A machine that is gone says nothing.
      keepaliveInterval: 5_000,
      keepaliveCountMax: 3,
    });
  } catch (error) {
    if (other) throw new Error(`${address} has another host key than the fleet's machine: refused`);
    throw new Error(`${address} does not answer over SSH: ${(error as Error).message}`);
  }
  // What goes on in it ends then, and says so; nobody else listens.
  ssh.connection!.on("error", () => {});
  return ssh;
}

async function within<T>(ms: number, act: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new Error("timed out")), ms);
  try {
    return await Promise.race([act, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
