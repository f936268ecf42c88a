/**
 * A tunnel: a port of this machine behind which Redis on the head answers. The port
 * stays the same for as long as the tunnel is open. While the head is away, whoever
 * connects to it is let go, and tries again: ioredis does that by itself.
 *
 * It listens on 127.0.0.1 only. Another user of this machine can connect to it, too,
 * but has no password of Redis.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SshError } from "../../infra/ssh.ts";
import type { SshConnection } from "./ssh-connection.ts";

export interface Tunnel {
  port: number;
  close(): void;
}

/**
 * @param host, port  where it ends, as the machine at the other end of the connection sees it
 * @param failed  told of each connection that did not come about
 */
export async function openTunnel(
  connection: Pick<SshConnection, "forward">,
  host: string,
  port: number,
  failed: (error: SshError) => void = () => {},
): Promise<Tunnel> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, async (here) => {
    open.add(here);
    here.on("close", () => open.delete(here)).on("error", () => {});
    try {
      join(here, await connection.forward(host, port));
    } catch (error) {
      here.destroy();
      failed(error as SshError);
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

/** What ends one of them ends the other. */
function join(here: Socket, there: Duplex): void {
  there.on("error", () => {});
  here.once("close", () => there.destroy());
  there.once("close", () => here.destroySoon());
  if (here.destroyed) there.destroy();
  here.pipe(there).pipe(here);
}
