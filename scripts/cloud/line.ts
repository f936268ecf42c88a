/**
 * A line to a machine: an SSH connection that is there when it is wanted. A lost one
 * is made anew by the next who wants it, in one attempt; whoever can wait longer
 * tries again (`patiently`).
 */
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeSSH } from "node-ssh";
import { connectSsh, SshError, type SshTarget, sshError } from "./ssh.ts";

export interface Answer {
  /** null when a signal ended it. */
  code: number | null;
  /** Both streams, stdout first. */
  output: string;
}

export interface Line {
  /** "head", "worker-01". */
  readonly name: string;
  /** Resolves when it is connected. @throws SshError */
  connect(): Promise<void>;
  /** @throws SshError also when the connection is lost meanwhile: nobody knows then whether it was done */
  run(command: string): Promise<Answer>;
  /** A stream to a port, as the machine sees it. */
  forward(host: string, port: number): Promise<Duplex>;
  /** Copies a file. @param progress  told how many bytes are there */
  put(file: string, path: string, progress: (bytes: number) => void): Promise<void>;
  close(): void;
}

export function lineTo(name: string, target: SshTarget): Line {
  let connecting: Promise<NodeSSH> | undefined;
  let closed = false;

  const connected = (): Promise<NodeSSH> => {
    if (closed) return Promise.reject(new SshError("away", "the connection was closed"));
    connecting ??= connectSsh(target).then(
      (ssh) => {
        ssh.connection!.once("close", () => {
          connecting = undefined;
        });
        if (closed) ssh.dispose();
        return ssh;
      },
      (error) => {
        connecting = undefined;
        throw error;
      },
    );
    return connecting;
  };

  /** Rejects when the connection is lost, which some of ssh2's requests never notice. */
  const doing = async <T>(act: (ssh: NodeSSH) => Promise<T>): Promise<T> => {
    const ssh = await connected();
    const connection = ssh.connection;
    if (!connection) throw new SshError("away", "no answer");
    const lost = Promise.withResolvers<never>();
    const lose = () => lost.reject(new SshError("away", "the connection was lost"));
    connection.once("close", lose);
    try {
      return await Promise.race([act(ssh), lost.promise]);
    } catch (error) {
      throw sshError(error);
    } finally {
      connection.off("close", lose);
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
        // A machine that goes down ends its sessions without a code.
        if (code === null && !signal) throw new SshError("away", "the connection was lost");
        return { code, output: stdout + stderr };
      }),
    forward: (host, port) => doing((ssh) => ssh.forwardOut("127.0.0.1", 0, host, port)),
    put: (file, path, progress) =>
      doing((ssh) =>
        ssh.putFile(file, path, null, {
          step: (total) => progress(total),
        }),
      ),
    close: () => {
      closed = true;
      connecting?.then((ssh) => ssh.dispose()).catch(() => {});
    },
  };
}

/** How long a machine may refuse the key: while it boots or goes down, sshd lets in nobody but root. */
const DENIED_MS = 60_000;
const PAUSE_MS = { first: 500, most: 3000 };

export interface Patience {
  /** By performance.now(). */
  until: number;
  signal?: AbortSignal | undefined;
  /** Told of each attempt that failed. */
  failed?(error: SshError): void;
}

/** Again and again, until it works or time is up. Who is a stranger stays one. @throws SshError, or the signal's reason */
export async function patiently<T>(act: () => Promise<T>, { until, signal, failed }: Patience): Promise<T> {
  let denied: number | undefined;
  for (let pause = PAUSE_MS.first; ; pause = Math.min(PAUSE_MS.most, pause * 1.5)) {
    signal?.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof SshError)) throw error;
      const now = performance.now();
      denied = error.trouble === "denied" ? (denied ?? now) : undefined;
      if (error.trouble === "stranger" || now + pause > until || now - (denied ?? now) > DENIED_MS) throw error;
      failed?.(error);
    }
    await sleep(pause, undefined, signal && { signal });
  }
}
