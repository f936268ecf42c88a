/**
 * An SSH connection to a machine that is there when it is wanted. A lost one is made
 * anew by the next who wants it, in one attempt; whoever can wait longer tries again
 * (retry-ssh.ts).
 */
import type { Duplex } from "node:stream";
import type { NodeSSH } from "node-ssh";
import { orRejects } from "../../infra/or-rejects.ts";
import { type Connection, connectSsh, inTime, SshError, type SshTarget, sshError } from "../../infra/ssh.ts";
import { GxError } from "../../runtime/errors.ts";

export interface Answer {
  /** null when a signal ended it. */
  code: number | null;
  /** stdout, then stderr. */
  output: string;
}

export interface SshConnection {
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

export function sshConnection(name: string, target: SshTarget): SshConnection {
  const closed = new AbortController();
  let current: Promise<Connection> | undefined;
  const forget = () => {
    current = undefined;
  };

  const connected = (): Promise<Connection> => {
    if (closed.signal.aborted) return Promise.reject(new SshError("away", "the connection was closed"));
    current ??= connectSsh(target, closed.signal).then(
      (connection) => {
        connection.lost.addEventListener("abort", forget);
        return connection;
      },
      (error) => {
        forget();
        throw error;
      },
    );
    return current;
  };

  /** Rejects when the connection is lost: some requests of ssh2 would wait for ever. */
  const whileConnected = async <T>(act: (ssh: NodeSSH) => Promise<T>): Promise<T> => {
    const { ssh, lost } = await connected();
    try {
      return await orRejects(act(ssh), lost, () => new SshError("away", "the connection was lost"));
    } catch (error) {
      throw error instanceof GxError ? error : sshError(error);
    }
  };

  return {
    name,
    connect: async () => {
      await connected();
    },
    run: (command) =>
      whileConnected(async (ssh) => {
        const { code, signal, stdout, stderr } = await ssh.execCommand(command, { noTrim: true });
        // Neither: the machine or the connection went down.
        if (code === null && signal === null) throw new SshError("away", "the connection was lost");
        return { code, output: stdout + stderr };
      }),
    forward: (host, port) => whileConnected((ssh) => inTime(ssh.forwardOut("127.0.0.1", 0, host, port))),
    put: (file, path, progress) =>
      whileConnected((ssh) => ssh.putFile(file, path, null, { step: progress }).catch((error) => refused(name, error))),
    close: () => {
      const last = current;
      closed.abort();
      last?.then(farewell).catch(() => {});
    },
  };
}

/** SFTP's own codes are numbers: the connection is well, and the machine cannot do it. */
function refused(name: string, error: Error & { code?: unknown }): never {
  if (typeof error.code !== "number") throw error;
  throw new GxError("GX_CLOUD", `${name} cannot write the file: ${error.message}`, "Is its disk full?");
}

function farewell({ ssh: { connection } }: Connection): void {
  connection?.end();
  setTimeout(() => connection?.destroy(), FAREWELL_MS).unref();
}
