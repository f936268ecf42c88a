/**
 * EC2 by moto (https://docs.getmoto.org), a server that keeps what it is told and
 * refuses part of what Amazon refuses. A virtual environment with it is made once, in
 * the user's cache, by moto.sh. moto knows no image of Debian, so it is given two.
 */
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../helpers/redis.ts";

export interface Moto {
  url: string;
  /** What every client of AWS reads, so that none goes to Amazon. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The path of moto_server, or why it is missing. */
export function findMoto(): { moto?: string; missing?: string } {
  try {
    const args = [join(import.meta.dirname, "moto.sh"), "--if-there"];
    return { moto: execFileSync("bash", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim() };
  } catch (error) {
    return { missing: (error as { stderr: string }).stderr.trim() };
  }
}

/** @param folder  of the test, whose end is its end (reap.sh) */
export async function startMoto(folder: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(findMoto().moto!, ["--host", "127.0.0.1", "--port", String(port)], {
    stdio: "ignore",
    env: { ...process.env, META_GENX_TEST_FOLDER: folder, MOTO_AMIS_PATH: join(import.meta.dirname, "moto-amis.json") },
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with code ${child.exitCode}`);
    await sleep(100);
  }
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "a-secret-of-no-account",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    close: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}
