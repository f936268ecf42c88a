/**
 * One SSH connection to one machine of a fleet. The key stays in memory, and no
 * machine is spoken to whose host key is not the one that the stack made for it:
 * whoever answers with another never learns more than that somebody called.
 *
 * ssh2 does the talking, by way of node-ssh. Its ciphers are Node's own; what it
 * could compile while it is installed is not needed.
 */
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { NodeSSH } from "node-ssh";
import { orRejects } from "./or-rejects.ts";

export interface SshTarget {
  user: string;
  /** OpenSSH's format. */
  privateKey: string;
  /** As known_hosts has it: "ssh-ed25519 AAAA…". */
  hostKey: string;
  /** The way there: a stream that is connected. */
  open(signal: AbortSignal): Promise<Duplex>;
}

export interface Connection {
  ssh: NodeSSH;
  /** Aborted once the connection is of no use any more. */
  lost: AbortSignal;
}

/**
 * away: no answer, or not now. closed: the machine is there, and its sshd is not. denied: it
 * does not let us in. stranger: it is not the machine that it should be.
 */
export type Trouble = "away" | "closed" | "denied" | "stranger";

/** Its message is the end of a sentence that begins with a machine's name. */
export class SshError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SshError";
    this.trouble = trouble;
  }
}

/** For a way there, and then once more for the handshake: some round trips to a machine that may be busy booting. */
const OPEN_MS = 10_000;
const HANDSHAKE_MS = 20_000;
/** Between two questions whether the machine is there; without a word for so long, it is away. */
const KEEPALIVE_MS = 5000;
const SILENCE_MS = 20_000;

/** One attempt. @param signal  ends it @throws SshError */
export async function connectSsh(target: SshTarget, signal: AbortSignal): Promise<Connection> {
  const { user, privateKey, hostKey } = target;
  const [type, expected] = hostKey.split(" ");
  const sock = await inTime(target.open(signal), OPEN_MS);
  const end = () => sock.destroy();
  signal.addEventListener("abort", end);
  let stranger = false;
  const ssh = new NodeSSH();
  try {
    signal.throwIfAborted();
    await ssh.connect({
      sock: sock as Socket,
      username: user,
      privateKey,
      authHandler: ["publickey"],
      // Should it have other keys, it is to show the one that is known.
      algorithms: { serverHostKey: [type as "ssh-ed25519"] },
      hostVerifier: (key: Buffer) => {
        stranger = key.toString("base64") !== expected;
        return !stranger;
      },
      readyTimeout: HANDSHAKE_MS,
      keepaliveInterval: KEEPALIVE_MS,
      // Counts answers to such questions only: on a slow line that copies a file they come late.
      keepaliveCountMax: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    sock.destroy();
    if (stranger) throw new SshError("stranger", "it shows another host key than the one that the stack made for it");
    throw sshError(error);
  } finally {
    signal.removeEventListener("abort", end);
  }
  const lost = new AbortController();
  const lose = () => lost.abort();
  let heard = performance.now();
  sock.on("data", () => {
    heard = performance.now();
  });
  const listening = setInterval(() => {
    if (performance.now() - heard > SILENCE_MS) lose();
  }, KEEPALIVE_MS);
  lost.signal.addEventListener("abort", () => {
    clearInterval(listening);
    sock.destroy();
  });
  // node-ssh listens once for each request that is open: a hundred workers, say.
  ssh.connection!.setMaxListeners(0).on("error", lose).on("end", lose).on("close", lose);
  return { ssh, lost: lost.signal };
}

/** A stream that comes too late is let go. @throws SshError */
export async function inTime(opening: Promise<Duplex>, milliseconds = OPEN_MS): Promise<Duplex> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new SshError("away", "no answer")), milliseconds);
  try {
    return await orRejects(opening, late.signal);
  } catch (error) {
    opening.then((stream) => stream.destroy()).catch(() => {});
    throw sshError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** By way of the internet. @param signal  ends the attempt, and not what came of it */
export function openSocket(host: string, port: number, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const end = () => socket.destroy(new SshError("away", "no answer"));
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    };
    const timer = setTimeout(end, OPEN_MS);
    signal.addEventListener("abort", end);
    socket.on("error", reject).once("close", settle);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

/** What ssh2, a socket or a channel says, in a few words. */
export function sshError(error: unknown): SshError {
  if (error instanceof SshError) return error;
  const { message, level, code } = error as Error & { level?: string; code?: string | number };
  if (level === "client-authentication") {
    return new SshError("denied", "it does not accept this driver's key", { cause: error });
  }
  const said = `${code ?? ""} ${message}`;
  const [, text = message, trouble = "away"] = SAYINGS.find(([pattern]) => pattern.test(said)) ?? [];
  return new SshError(trouble, text, { cause: error });
}

/** sshd's words for a channel that it could not open are those of its C library. */
const SAYINGS: readonly (readonly [pattern: RegExp, text: string, trouble?: Trouble])[] = [
  [/ECONNREFUSED|Connection refused/i, "nothing listens there", "closed"],
  [/EHOSTUNREACH|ENETUNREACH|No route to host|unreachable/i, "there is no way to it"],
  [/ENOTFOUND|EAI_AGAIN/, "there is no machine of this name"],
  [/before handshake/, "it ends the connection at once", "closed"],
  [/waiting for handshake/, "it takes connections and says nothing"],
  [/ETIMEDOUT|timed out|No response|Not connected|ECONNRESET|EPIPE|Keepalive|ABORT_ERR|Unable to/i, "no answer"],
];
