/**
 * The thread on which a worker computes, and its successors. It stays, with its
 * project opened and its code warm, from job to job of one file. It may die (out
 * of memory, a crash of native code) or be ended from here (above the memory
 * limit, silent for too long); then the run that it had says so, and the next one
 * gets a new thread.
 */
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { type FromThread, rebuilt, STOP, type ThreadData, type ToThread } from "../../sweep/message.ts";
import type { ProjectFile } from "../../sweep/runner.ts";
import type { TrialCheckpoint, TrialProgress, TrialResult, TrialSpec } from "../../sweep/trial.ts";

export interface ComputeThreadSettings {
  /** Of the module whose `openRunner` opens the file. */
  runner: URL;
  checkpointMs: number;
  /** A limit for the thread's heap. */
  memoryMb: number;
}

export interface ComputeThreadEvents {
  progress(progress: TrialProgress): void;
  /** A line that the script printed, or that came out of the thread's stdout or stderr. */
  line(line: string): void;
  /** `took`: milliseconds of the thread's time. */
  checkpoint(checkpoint: TrialCheckpoint, took: number): void;
}

/** How a run ended. */
export type Outcome =
  | { kind: "finished"; result: TrialResult }
  | { kind: "threw"; error: Error }
  /** The thread is gone. `ours`: it was ended for another reason than the trial's doing. */
  | { kind: "died"; why: string; ours: boolean };

export class ComputeThread {
  readonly #settings: ComputeThreadSettings;
  readonly #stop = new SharedArrayBuffer(4);
  #thread: Worker | undefined;
  #file = "";
  #events: ComputeThreadEvents | undefined;
  /** Takes what ends the opening of a file or a run. */
  #settle: ((ending: Outcome | { kind: "ready" }) => void) | undefined;
  #lastMessageAt = 0;

  constructor(settings: ComputeThreadSettings) {
    this.#settings = settings;
  }

  /** Milliseconds since the busy thread was last heard of; 0 while it has nothing to do. */
  get silentMs(): number {
    return this.#settle ? performance.now() - this.#lastMessageAt : 0;
  }

  /** The file is open already. @param hash  of its bytes */
  has(hash: string): boolean {
    return this.#thread !== undefined && this.#file === hash;
  }

  /** @returns undefined when the file is open, and otherwise what went wrong */
  async open(hash: string, file: ProjectFile): Promise<Exclude<Outcome, { kind: "finished" }> | undefined> {
    await this.end("another file is opened");
    const data: ThreadData = {
      file,
      stop: this.#stop,
      runner: this.#settings.runner.href,
      checkpointEveryMs: this.#settings.checkpointMs,
    };
    const thread = new Worker(new URL("../../sweep/thread.ts", import.meta.url), {
      workerData: data,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.#settings.memoryMb },
    });
    this.#thread = thread;
    this.#file = hash;
    const ending = this.#nextEnding();
    thread.on("message", (message: FromThread) => this.#handleMessage(message));
    thread.on("error", (error: Error & { code?: string }) => {
      const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#handleDeath(
        thread,
        full ? `its thread ran out of memory (${error.message})` : `its thread died: ${error.message}`,
      );
    });
    thread.on("exit", (code) => this.#handleDeath(thread, `its thread ended with code ${code}`));
    for (const stream of [thread.stdout, thread.stderr]) onLines(stream, (line) => this.#events?.line(line));
    const opened = await ending;
    if (opened.kind === "threw") await this.end("");
    return opened.kind === "ready" || opened.kind === "finished" ? undefined : opened;
  }

  /** One trial, after `open`. */
  async run(trial: TrialSpec, from: TrialCheckpoint | undefined, events: ComputeThreadEvents): Promise<Outcome> {
    Atomics.store(new Int32Array(this.#stop), 0, STOP.no);
    this.#events = events;
    const ending = this.#nextEnding();
    this.#thread?.postMessage({ trial, from } satisfies ToThread);
    if (!this.#thread) this.#settle?.({ kind: "died", why: "its thread ended before it began", ours: true });
    const outcome = (await ending) as Outcome;
    this.#events = undefined;
    return outcome;
  }

  /** Asks the running trial to end after its current evaluation. */
  stop(): void {
    Atomics.store(new Int32Array(this.#stop), 0, STOP.now);
  }

  /** Asks it for a checkpoint at the end of its generation, and to end then. */
  handBack(): void {
    Atomics.store(new Int32Array(this.#stop), 0, STOP.handBack);
  }

  /** Ends the thread at once. @param why  @param ours  not because of what the trial did */
  async end(why: string, ours = true): Promise<void> {
    const thread = this.#thread;
    if (!thread) return;
    this.#thread = undefined;
    await thread.terminate();
    this.#settle?.({ kind: "died", why, ours });
  }

  #nextEnding(): Promise<Outcome | { kind: "ready" }> {
    this.#lastMessageAt = performance.now();
    return new Promise((resolve) => {
      this.#settle = (ending) => {
        this.#settle = undefined;
        resolve(ending);
      };
    });
  }

  #handleMessage(message: FromThread): void {
    this.#lastMessageAt = performance.now();
    if (message.kind === "progress") this.#events?.progress(message.progress);
    else if (message.kind === "log") this.#events?.line(message.line);
    else if (message.kind === "checkpoint") this.#events?.checkpoint(message.checkpoint, message.took);
    else if (message.kind === "threw") this.#settle?.({ kind: "threw", error: rebuilt(message) });
    // Of evaluations alone it is never asked.
    else if (message.kind !== "evaluated") this.#settle?.(message);
  }

  #handleDeath(thread: Worker, why: string): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#settle?.({ kind: "died", why, ours: false });
  }
}

function onLines(stream: Readable, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!.slice(-LONGEST_LINE);
    for (const line of lines) if (line.trim() !== "") take(line.slice(0, LONGEST_LINE));
  });
}

const LONGEST_LINE = 500;
