/**
 * One SSH connection to one machine of a fleet. The key stays in memory, and no
 * machine is spoken to whose host key is not the one that the stack made for it:
 * whoever answers with another never learns more than that.
 *
 * ssh2 does the talking by way of node-ssh. Its ciphers are Node's own; what it would
 * compile while it is installed is not needed.
 */
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { NodeSSH } from "node-ssh";

export interface SshTarget {
  user: string;
  /** OpenSSH's format. */
  privateKey: string;
  /** As known_hosts has it: "ssh-ed25519 AAAA…". */
  hostKey: string;
  /** The way there: a socket that is connected, or rejects. */
  open(): Promise<Duplex>;
}

/** away: no answer, or not now. denied: it answers and lets us not in. stranger: it is not the machine that it should be. */
export type SshTrouble = "away" | "denied" | "stranger";

export class SshError extends Error {
  readonly trouble: SshTrouble;

  constructor(trouble: SshTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SshError";
    this.trouble = trouble;
  }
}

/** For a connection, and then once more for the handshake: many round trips to a machine that may be busy booting. */
const CONNECT_MS = 10_000;
const HANDSHAKE_MS = 20_000;
/** A machine without a word for three times this long is away. */
const KEEPALIVE_MS = 5000;

/** One attempt. @throws SshError */
export async function connectSsh({ user, privateKey, hostKey, open }: SshTarget): Promise<NodeSSH> {
  const [type, expected] = hostKey.split(" ");
  const sock = await open().catch((error) => {
    throw sshError(error);
  });
  let stranger = false;
  const ssh = new NodeSSH();
  try {
    await ssh.connect({
      sock: sock as Socket,
      username: user,
      privateKey,
      authHandler: ["publickey"],
      // So that it shows the key that we know, should it have others.
      algorithms: { serverHostKey: [type as "ssh-ed25519"] },
      hostVerifier: (key: Buffer) => {
        stranger = key.toString("base64") !== expected;
        return !stranger;
      },
      readyTimeout: HANDSHAKE_MS,
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: 3,
    });
  } catch (error) {
    sock.destroy();
    if (stranger) throw new SshError("stranger", "its host key is not the one that the stack made for it");
    throw sshError(error);
  }
  // What goes wrong later ends the connection, and shows by that.
  ssh.connection!.on("error", () => {});
  return ssh;
}

/** By way of the internet. */
export function openSocket(host: string, port = 22): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => socket.destroy(new SshError("away", "no answer")), CONNECT_MS);
    socket.once("error", reject);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("close", () => clearTimeout(timer));
  });
}

/** What ssh2, a socket or a channel says, in a few words. */
export function sshError(error: unknown): SshError {
  if (error instanceof SshError) return error;
  const { message, level, code } = error as NodeJS.ErrnoException & { level?: string };
  if (level === "client-authentication")
    return new SshError("denied", "it does not accept the driver's key", { cause: error });
  const said = `${code ?? ""} ${message}`;
  const known = SAYINGS.find(([pattern]) => pattern.test(said));
  return new SshError("away", known ? known[1] : message, { cause: error });
}

const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|Connection refused/i, "nothing listens on its port for SSH"],
  [/EHOSTUNREACH|ENETUNREACH|No route to host|unreachable/i, "there is no way to it"],
  [/ENOTFOUND|EAI_AGAIN/, "there is no machine of this name"],
  [/Timed out while waiting for handshake/, "it accepts connections and says nothing"],
  [/ETIMEDOUT|timed out|No response from server|Not connected|ECONNRESET|EPIPE|Keepalive/i, "no answer"],
];
