/**
 * Serves a folder of bundles over HTTP, to the launchers of a fleet: bundles by
 * name, `current`, and nothing else. No listing, no other path, no method but
 * GET and HEAD; one Range of a bundle, so that a broken download goes on.
 *
 * Many slow clients cost little: a file is read only as fast as its client takes
 * it (64 kB a connection), a client that takes nothing is let go in two minutes, and
 * so are those above the limit of connections. They wait in their launchers.
 */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { GxError } from "../errors.ts";
import { bundleHash, CURRENT } from "./publish.ts";

export interface BundleServer {
  /** "http://10.0.0.2:8080" */
  url: string;
  /** Ends it at once, with downloads that are under way. */
  close(): Promise<void>;
}

const CHUNK_BYTES = 64 * 1024;
const CONNECTIONS = 512;
/** Nothing taken for so long, twice (Node looks first whether anything moved): the client is gone. */
const IDLE_MS = 60_000;
/** A request is one line and a few headers. */
const REQUEST_MS = 10_000;

/** @param port  0 for any that is free  @throws GxError GX_USAGE when it cannot listen there */
export async function serveBundles(folder: string, host: string, port: number): Promise<BundleServer> {
  const server = createServer(
    { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 5000, maxHeaderSize: 8192 },
    (request, response) => void answer(folder, request, response),
  );
  server.maxConnections = CONNECTIONS;
  server.setTimeout(IDLE_MS);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new GxError(
          "GX_USAGE",
          `Bundles cannot be served on ${host}:${port}: ${error.message}`,
          "Choose another address.",
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const name = request.url?.replace(/^\//, "") ?? "";
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(response, 405, "Only GET and HEAD.", { allow: "GET, HEAD" });
    } else if (name === CURRENT) {
      await sendCurrent(folder, request, response);
    } else if (bundleHash(name)) {
      await sendBundle(folder, name, request, response);
    } else {
      refuse(response, 404, "There is no such file.");
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return refuse(response, 404, "There is no such file.");
    // A client that left, or a disk that fails: this answer cannot be completed, and a length that is short says so.
    if (response.headersSent) response.destroy();
    else refuse(response, 500, "The file cannot be read.");
  }
}

async function sendCurrent(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const line = await readFile(join(folder, CURRENT));
  response.writeHead(200, { "content-type": "text/plain", "content-length": line.length, "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : line);
}

async function sendBundle(
  folder: string,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Opened first: a file that is deleted while it is sent is sent whole.
  await using file = await open(join(folder, name), "r");
  const facts = await file.stat();
  if (!facts.isFile()) return refuse(response, 404, "There is no such file.");
  const { size } = facts;
  const etag = `"${bundleHash(name)}"`;
  const headers = { etag, "accept-ranges": "bytes", "content-type": "application/gzip" };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const ifRange = request.headers["if-range"];
  const range = ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, size) : undefined;
  if (range === "outside") {
    refuse(response, 416, "The file is shorter.", { ...headers, "content-range": `bytes */${size}` });
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    "content-length": end - start + 1,
    ...(range && { "content-range": `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const content = createReadStream("", { fd: file, start, end, highWaterMark: CHUNK_BYTES, autoClose: false });
  await pipeline(content, response);
}

/**
 * One range of bytes, as RFC 9110 section 14.1.2 writes it, ends included.
 * Anything else (several ranges, another unit) is undefined: the whole file then.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "outside" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1]!, match[2]!].map((digits) => (digits === "" ? undefined : Number(digits)));
  const start = first ?? Math.max(0, size - last!);
  const end = first === undefined ? size - 1 : Math.min(last ?? size - 1, size - 1);
  if (first !== undefined && last !== undefined && last < first) return undefined;
  return start <= end ? { start, end } : "outside";
}

function refuse(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...headers,
    "content-type": "text/plain",
    "content-length": Buffer.byteLength(text) + 1,
  });
  response.end(`${text}\n`);
}
