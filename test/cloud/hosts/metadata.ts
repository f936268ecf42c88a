/**
 * The metadata address of EC2's instances, 169.254.169.254: for each what it is told
 * here, and to nobody without a token (IMDSv2,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html).
 * The address lives in a network namespace of its own (hosts.sh), because this
 * machine may itself have something there. This file is also the program in it.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

export const ADDRESS = "169.254.169.254";
const SPACE = "mgxmeta";

export interface InstanceFacts {
  instanceId: string;
  /** The text of its first boot, with all secrets in it. */
  userData: string;
  /** When it is about to be taken back. */
  notice?: { action: "terminate"; time: string };
}

export interface Metadata {
  /** By the private address that the instance asks from. */
  tell(address: string, facts: InstanceFacts): void;
  close(): Promise<void>;
}

export async function startMetadata(): Promise<Metadata> {
  const args = ["netns", "exec", SPACE, process.execPath, import.meta.filename];
  const child = spawn("ip", args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<string>((resolve) => child.once("message", () => resolve("ready")));
  if ((await Promise.race([ready, gone])) !== "ready") throw new Error(`Nothing answers at ${ADDRESS}`);
  return {
    tell: (address, facts) => child.send({ address, facts }),
    close: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

function serve(): void {
  const instances = new Map<string, InstanceFacts>();
  const tokens = new Set<string>();
  const server = createServer(({ method, url, headers, socket }, response) => {
    const end = (status: number, body = "") => response.writeHead(status).end(body);
    const facts = instances.get(socket.remoteAddress!);
    if (!facts) return end(404);
    if (method === "PUT" && url === "/latest/api/token") {
      if (!(Number(headers["x-aws-ec2-metadata-token-ttl-seconds"]) > 0)) return end(400);
      const token = randomBytes(32).toString("base64");
      tokens.add(token);
      return end(200, token);
    }
    if (!tokens.has(String(headers["x-aws-ec2-metadata-token"]))) return end(401);
    if (url === "/latest/meta-data/instance-id") return end(200, facts.instanceId);
    if (url === "/latest/user-data") return end(200, facts.userData);
    if (url === "/latest/meta-data/spot/instance-action" && facts.notice) return end(200, JSON.stringify(facts.notice));
    return end(404);
  });
  server.listen(80, ADDRESS, () => process.send!("ready"));
  process.on("message", ({ address, facts }: { address: string; facts: InstanceFacts }) => {
    instances.set(address, facts);
  });
  process.on("disconnect", () => process.exit());
}

if (import.meta.main) serve();
