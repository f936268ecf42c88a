/**
 * A line to a machine: an SSH connection that is there when it is wanted. A lost one
 * is made anew by the next who wants it, in one attempt; whoever can wait longer
 * tries again (patience.ts).
 */
import type { Duplex } from "node:stream";
import type { NodeSSH } from "node-ssh";
import { GxError } from "../../runtime/errors.ts";
import { connectSsh, inTime, SshError, type SshTarget, sshError } from "./ssh.ts";

export interface Answer {
  /** null when a signal ended it. */
  code: number | null;
  /** stdout, then stderr. */
  output: string;
}

export interface Line {
  /** "head", "worker-01". */
  readonly name: string;
  /** Resolves when it is connected. @throws SshError, as all of these */
  connect(): Promise<void>;
  /** When the connection is lost meanwhile, nobody knows whether it was done. */
  run(command: string): Promise<Answer>;
  /** A stream to a port, as the machine sees it. */
  forward(host: string, port: number): Promise<Duplex>;
  /** Copies a file to the machine. @param progress  told how many bytes are there */
  put(file: string, path: string, progress: (bytes: number) => void): Promise<void>;
  close(): void;
}

/** A machine that is gone never answers a farewell. */
const FAREWELL_MS = 500;

export function lineTo(name: string, target: SshTarget): Line {
  const closed = new AbortController();
  let connecting: Promise<NodeSSH> | undefined;

  const connected = (): Promise<NodeSSH> => {
    if (closed.signal.aborted) return Promise.reject(new SshError("away", "the connection was closed"));
    connecting ??= made();
    return connecting;
  };

  const made = async () => {
    const forget = () => {
      connecting = undefined;
    };
    try {
      const ssh = await connectSsh(target, closed.signal);
      ssh.connection!.once("close", forget);
      return ssh;
    } catch (error) {
      forget();
      throw error;
    }
  };

  /** Rejects when the connection is lost: some requests of ssh2 would wait for ever. */
  const doing = async <T>(act: (ssh: NodeSSH) => Promise<T>): Promise<T> => {
    const ssh = await connected();
    const { connection } = ssh;
    const lost = Promise.withResolvers<never>();
    const lose = () => lost.reject(new SshError("away", "the connection was lost"));
    connection?.once("close", lose);
    try {
      return await Promise.race([act(ssh), lost.promise]);
    } catch (error) {
      throw error instanceof GxError ? error : sshError(error);
    } finally {
      connection?.off("close", lose);
    }
  };

  return {
    name,
    connect: async () => {
      await connected();
    },
    run: (command) =>
      doing(async (ssh) => {
        const { code, signal, stdout, stderr } = await ssh.execCommand(command, { noTrim: true });
        // Neither: the machine or the connection went down.
        if (code === null && signal === null) throw new SshError("away", "the connection was lost");
        return { code, output: stdout + stderr };
      }),
    forward: (host, port) => doing((ssh) => inTime(ssh.forwardOut("127.0.0.1", 0, host, port))),
    put: (file, path, progress) =>
      doing((ssh) => ssh.putFile(file, path, null, { step: progress }).catch((error) => refused(name, error))),
    close: () => {
      const open = connecting;
      closed.abort();
      open?.then(farewell).catch(() => {});
    },
  };
}

/** SFTP's own codes are numbers: the connection is well, and the machine cannot do it. */
function refused(name: string, error: Error & { code?: unknown }): never {
  if (typeof error.code !== "number") throw error;
  throw new GxError("GX_CLOUD", `${name} cannot write the file: ${error.message}`, "Is its disk full?");
}

function farewell(ssh: NodeSSH): void {
  const { connection } = ssh;
  connection?.end();
  setTimeout(() => connection?.destroy(), FAREWELL_MS).unref();
}
