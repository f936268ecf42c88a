/**
 * A tunnel: a port of this machine behind which Redis on the head answers. The port
 * stays the same for as long as the tunnel is open; while the head is away, whoever
 * connects to it is let go, and tries again.
 *
 * It listens on 127.0.0.1 only. Another user of this machine can connect to it, too,
 * but has no password of Redis.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";
import type { Line } from "./line.ts";

export interface Tunnel {
  port: number;
  close(): void;
}

/** @param host, port  where it ends, as the machine at the other end of the line sees it */
export async function openTunnel(line: Pick<Line, "forward">, host: string, port: number): Promise<Tunnel> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, async (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    try {
      const there = await line.forward(host, port);
      const end = () => {
        socket.destroy();
        there.destroy();
      };
      there.on("close", end);
      if (socket.destroyed) return end();
      pipeline(socket, there, socket, end);
    } catch {
      socket.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
