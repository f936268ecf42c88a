/**
 * One side of a comparison: a process that is asked, one line of JSON at a time,
 * to open a file, to evaluate it, to fit it. While one side works, the others
 * wait for their next line and use no processor.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a side can be asked, and what it answers. */
export interface Requests {
  /** x, y, error: float[n] of the first data set, for the sides that do not read GenX's files. */
  open: { asks: { file: string; x: number[]; y: number[]; error: number[] }; answers: Record<string, never> };
  /** The first data set's curve, and the figure of merit where the side has GenX's. */
  evaluate: { asks: { x: number[] }; answers: { curve: number[]; fom?: number } };
  fit: { asks: { seed: number; generations: number }; answers: Work & { fom: number } };
  /** `count` curves, at the two points in turn. */
  curves: { asks: { count: number; points: [number[], number[]] }; answers: Work };
}

/** Evaluations or curves, and the CPU seconds inside the side's process that they took. */
export interface Work {
  work: number;
  seconds: number;
}

export interface Side {
  ask<Name extends keyof Requests>(name: Name, request: Requests[Name]["asks"]): Promise<Requests[Name]["answers"]>;
  close(): void;
}

/** How a side is started. */
export interface Launch {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

export function launch({ name, command, args, env }: Launch): Side {
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2000)));
  child.stdin.on("error", () => {}); // A side that died is found by its missing answer.
  const gone = ended(child);
  return {
    async ask(request, asks) {
      child.stdin.write(`${JSON.stringify({ do: request, ...asks })}\n`);
      const { value, done } = await lines.next();
      if (!done) return JSON.parse(value);
      throw new Error(`${name} ended while it was asked to ${request} (${await gone}):\n${said}`);
    },
    close: () => child.stdin.end(),
  };
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`exit code ${code ?? signal}`));
  });
}
