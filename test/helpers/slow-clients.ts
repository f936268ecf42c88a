/** A bundle server as a process of its own, and clients that read as slowly as they are told. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { join, resolve } from "node:path";

export interface SlowClients {
  /** Bytes of the body that each has taken so far. */
  received(): number[];
  /** From now on as fast as they can. */
  hurry(): void;
  /** sha256 of what each got, once all have got it. */
  ended(): Promise<string[]>;
  /** Hangs up. */
  end(): void;
}

/** @param rate  bytes per second, each: they do not read more, so that the server cannot send more */
export function openSlowClients(url: string, name: string, count: number, rate: number): SlowClients {
  const { hostname, port } = new URL(url);
  let hurrying = false;
  const clients = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname);
    socket.write(`GET /${name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const client = { socket, received: 0, ended: bodyOf(socket, (bytes) => (client.received += bytes)) };
    socket.on("data", (chunk) => {
      if (hurrying) return;
      socket.pause();
      setTimeout(() => socket.resume(), (chunk.length / rate) * 1000);
    });
    return client;
  });
  return {
    received: () => clients.map(({ received }) => received),
    hurry() {
      hurrying = true;
      for (const { socket } of clients) socket.resume();
    },
    ended: () => Promise.all(clients.map(({ ended }) => ended)),
    end: () => clients.forEach(({ socket }) => void socket.destroy()),
  };
}

/** @returns the sha256 of what comes behind the header */
function bodyOf(socket: Socket, took: (bytes: number) => void): Promise<string> {
  const hash = createHash("sha256");
  let header: Buffer | undefined = Buffer.alloc(0);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  promise.catch(() => {});
  socket.on("data", (chunk: Buffer) => {
    let body = chunk;
    if (header) {
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf("\r\n\r\n");
      if (end < 0) return;
      body = header.subarray(end + 4);
      header = undefined;
    }
    hash.update(body);
    took(body.length);
  });
  socket.on("error", reject);
  socket.on("close", () => resolve(hash.digest("hex")));
  return promise;
}

export interface ServerProcess {
  url: string;
  pid: number;
  end(): Promise<void>;
}

const PROGRAM = resolve(import.meta.dirname, "../../scripts/cli/bundle-program.ts");

/** `meta-genx serve`, of the checkout or of an unpacked bundle. */
export async function serverProcess(folder: string, bundle?: string): Promise<ServerProcess> {
  const program = bundle === undefined ? [process.execPath, PROGRAM] : [join(bundle, "bin/meta-genx")];
  const child = spawn(program[0]!, [...program.slice(1), "serve", folder, "--address", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const atExit = () => child.kill("SIGKILL");
  process.on("exit", atExit);
  const over = new Promise<void>((done) => child.once("close", () => done()));
  let said = "";
  const url = await new Promise<string>((found, reject) => {
    child.once("close", () => reject(new Error(`The server ended: ${said}`)));
    child.stderr.on("data", (chunk) => {
      said += chunk;
      const match = / at (http:\S+)\n/.exec(said);
      if (match) found(match[1]!);
    });
  });
  return {
    url,
    pid: child.pid!,
    async end() {
      child.kill("SIGTERM");
      await over;
      process.off("exit", atExit);
    },
  };
}

/** MB of memory that a process has in use. */
export function rssMb(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}
