/**
 * The journal of a fleet's sweep as it might be: workers of several threads,
 * trials of some seconds with checkpoints, workers that are killed and their
 * successors, a driver that is killed and resumed, a failed trial, log lines. Made
 * up, seeded, the same at every call.
 */
import { congruential32 } from "pure-rand/generator/congruential32";
import type { JournalLine } from "../../runtime/results/journal.ts";
import type { TimelineSource } from "../../runtime/results/timeline/build-timeline.ts";
import type { Activity } from "../../runtime/sweep/activity.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";

export const BEGAN = Date.UTC(2026, 10, 21, 8, 30, 0);

export interface FleetOptions {
  workers?: number;
  threads?: number;
  trials?: number;
  /** Workers that are killed, one every few seconds. */
  kills?: number;
  /** The driver is killed half way and resumed after this many ms. */
  pause?: number;
  /** ms between checkpoints */
  checkpoints?: number;
}

const METHODS = ["best_1_bin+lm", "simplex_best_1_bin+lm", "jade_best+lm"];

export function trialSpec(index: number): TrialSpec {
  return {
    id: `trial-${index}`,
    index,
    fit: 0,
    method: METHODS[index % METHODS.length]!,
    optimiser: "differential-evolution",
    settings: { km: 0.7, kr: 0.7, popSize: 40 },
    start: { kind: "spread", percent: 20 },
    seed: index,
    maxEvaluations: 5000,
  };
}

export function trialResult(index: number, status: TrialResult["status"] = "complete"): TrialResult {
  return {
    id: `trial-${index}`,
    index,
    fit: 0,
    status,
    fom: status === "failed" ? Number.POSITIVE_INFINITY : 0.0136 + index * 1e-6,
    best: [],
    start: [],
    evaluations: 4120 + index,
    generations: 90,
    seconds: 2,
    cpuSeconds: 2,
    stopReason: status === "failed" ? "failed" : "evaluations",
    convergence: [],
    fomLevelBars: [],
    ...(status === "failed" ? { error: "It took its worker down three times in a row: out of memory" } : {}),
  };
}

export function fleetJournal({
  workers = 12,
  threads = 4,
  trials = 400,
  kills = 8,
  pause = 0,
  checkpoints = 1000,
}: FleetOptions = {}): TimelineSource {
  const random = dice(7);
  const lines: JournalLine[] = [{ type: "session", where: `${workers * threads} threads of a fleet`, at: BEGAN }];
  const say = (at: number, line: Parameters<typeof Object.assign>[0]) =>
    lines.push({ at: Math.round(at), ...line } as JournalLine);
  const activity = (lane: Seat, doing: Activity["doing"], from: number, to: number, trial?: number) =>
    say(to, {
      type: "activity",
      activity: { worker: lane.worker, thread: lane.thread, doing, from: Math.round(from), to: Math.round(to), trial },
    });

  const queue = Array.from({ length: trials }, (_, index) => ({
    index,
    done: 0,
    ready: 0,
    length: 1500 + 5000 * random() ** 2,
  }));
  const killAt = Array.from({ length: workers }, (_, w) =>
    w < kills ? BEGAN + 4000 + 3000 * w : Number.POSITIVE_INFINITY,
  );
  const seats: Seat[] = Array.from({ length: workers * threads }, (_, i) => {
    const w = Math.floor(i / threads);
    return {
      worker: `node-${w + 1}.${3000 + w}`,
      thread: i % threads,
      free: BEGAN + 100 + 400 * random(),
      dies: killAt[w]!,
    };
  });
  let done = 0;
  while (queue.length > 0) {
    const seat = seats.reduce((a, b) => (b.free < a.free ? b : a));
    if (seat.free >= seat.dies) {
      reborn(seat);
      continue;
    }
    const at = Math.max(
      0,
      queue.findIndex(({ ready }) => ready <= seat.free),
    );
    const [trial] = queue.splice(at, 1);
    const fetched = Math.max(seat.free, trial!.ready) + 15 + 30 * random();
    activity(seat, "fetching", seat.free, fetched);
    let [now, progress] = [fetched, fetched + 500];
    for (let from = now; ; from = now) {
      const step = Math.min(checkpoints, trial!.length - trial!.done);
      now += step;
      for (; progress < Math.min(now, seat.dies); progress += 500) {
        const evaluations = Math.round(trial!.done + progress - from);
        say(progress, {
          type: "progress",
          progress: { id: `trial-${trial!.index}`, index: trial!.index, evaluations, generation: 9, bestFom: 0.02 },
        });
      }
      if (now > seat.dies) {
        queue.unshift({ ...trial!, ready: seat.dies + 1500 });
        break;
      }
      trial!.done += step;
      activity(seat, "computing", from, now, trial!.index);
      if (trial!.done >= trial!.length) {
        const status = trial!.index % 97 === 41 ? "failed" : "complete";
        say(now, { type: "trial", result: trialResult(trial!.index, status) });
        if (trial!.index % 40 === 7)
          say(now, { type: "log", line: `trial ${trial!.index}: RuntimeWarning: divide by zero encountered in log10` });
        done++;
        break;
      }
      const saved = now + 8 + 8 * random();
      activity(seat, "checkpointing", now, saved, trial!.index);
      now = saved;
    }
    seat.free = now;
    if (now > seat.dies) reborn(seat);
    if (pause > 0 && done === Math.floor(trials / 2)) interrupt();
  }
  lines.sort((a, b) => a.at - b.at);
  say(lines.at(-1)!.at + 5, { type: "end", reason: "complete" });
  const results = new Map(
    lines.flatMap((line) => (line.type === "trial" ? [[line.result.id, line.result] as const] : [])),
  );
  return {
    lines,
    results,
    ending: "complete",
    problems: [],
    trials: Array.from({ length: trials }, (_, i) => trialSpec(i)),
  };

  function reborn(seat: Seat): void {
    const [node, pid] = seat.worker.split(".");
    Object.assign(seat, {
      worker: `${node}.${Number(pid) + 500}`,
      free: Math.max(seat.free, seat.dies + 3000),
      dies: Number.POSITIVE_INFINITY,
    });
  }

  /** Everything stops where it is, and goes on after the pause. */
  function interrupt(): void {
    const moment =
      Math.max(...lines.map(({ at }) => at), ...seats.map(({ free }) => free).filter(Number.isFinite)) + pause;
    say(moment, { type: "session", where: `${workers * threads} threads of a fleet` });
    for (const seat of seats) Object.assign(seat, { free: moment + 200 * random(), dies: Number.POSITIVE_INFINITY });
    done++;
  }
}

interface Seat {
  worker: string;
  thread: number;
  free: number;
  dies: number;
}

function dice(seed: number): () => number {
  const generator = congruential32(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}
