/**
 * Runs a case: both sides open the same file, must give the same curve and
 * figure of merit at the same parameters, work until they are warm, and then
 * take turns, A B A B …, so that whatever else the machine does meets both.
 *
 * A rate is work over CPU seconds, measured by each process itself and around
 * the work alone. Only a start is timed from outside, on the wall: from the
 * process's start to its first figure of merit, a new process each time.
 */
import { compileFit } from "../runtime/fit/compile.ts";
import { readProjectFile } from "../runtime/gx/read.ts";
import type { Case, Peer } from "./cases.ts";
import type { Measured } from "./rows.ts";
import type { Side, Work } from "./side.ts";

export interface Sides {
  ours(): Side;
  theirs: ReadonlyMap<Peer, () => Side>;
}

/** How near a peer's curve must be: refnx and refl1d take n² − 1 to first order in the density. */
const TOLERANCE: Record<Peer, number> = { genx: 1e-8, refnx: 1e-2, refl1d: 1e-2 };

/** CPU seconds of work before a side's first turn counts: its compiler has then settled. */
const WARM_SECONDS = 1.5;

export async function measure(subject: Case, sides: Sides, rounds: number, quick: boolean): Promise<Measured> {
  const peers = subject.peers.filter((peer) => sides.theirs.has(peer));
  const { data, points } = await subjectOf(subject.file);
  const open = { file: subject.file, ...data };
  const ours: number[] = [];
  const theirs = new Map(peers.map((peer): [Peer, number[]] => [peer, []]));
  const all = [
    { start: sides.ours, rates: ours },
    ...peers.map((peer) => ({ start: sides.theirs.get(peer)!, rates: theirs.get(peer)! })),
  ];

  if (subject.kind === "start-up") {
    for (let round = 0; round <= rounds; round++) {
      for (const { start, rates } of all) {
        const began = performance.now();
        const side = start();
        await side.ask("open", open);
        await side.ask("evaluate", { x: points[0] });
        // The first start of each reads the disk and fills caches: it is the warm-up.
        if (round > 0) rates.push(1000 / (performance.now() - began));
        side.close();
      }
    }
    return { case: subject, ours, theirs };
  }

  const running = all.map(({ start, rates }) => ({ side: start(), rates }));
  try {
    for (const { side } of running) await side.ask("open", open);
    const [mine, ...others] = running.map(({ side }) => side);
    for (const [i, peer] of peers.entries()) await agree(subject, peer, mine!, others[i]!, points);
    for (const { side } of running) {
      for (let warm = 0; warm < WARM_SECONDS; ) warm += (await turn(side, subject, points, 0, quick)).seconds;
    }
    for (let round = 1; round <= rounds; round++) {
      const done: number[] = [];
      for (const { side, rates } of running) {
        const { work, seconds } = await turn(side, subject, points, round, quick);
        rates.push(work / seconds);
        done.push(work);
      }
      if (new Set(done).size > 1) throw new Error(`${subject.name}: the sides did ${done.join(", ")} evaluations`);
    }
  } finally {
    for (const { side } of running) side.close();
  }
  return { case: subject, ours, theirs };
}

function turn(side: Side, subject: Case, points: Points, seed: number, quick: boolean): Promise<Work> {
  if (subject.kind === "one-curve") return side.ask("curves", { count: subject.curves, points });
  if (subject.kind === "start-up") throw new Error("a start takes no turns");
  const generations = (quick && subject.quickGenerations) || subject.generations;
  return side.ask("fit", { seed, generations });
}

/** Two points to evaluate at: the file's own, and one elsewhere in the bounds. */
type Points = [number[], number[]];

async function subjectOf(file: string) {
  const project = await readProjectFile(file);
  const { start, lower, upper } = compileFit(project).objective;
  const elsewhere = [...lower].map((min, i) => min + 0.61 * (upper[i]! - min));
  const { x, y, error } = project.datasets[0]!;
  const points: Points = [[...start], elsewhere];
  return { data: { x: [...x.values], y: [...y.values], error: [...error.values] }, points };
}

/** Speed is worth nothing at another model. */
async function agree(subject: Case, peer: Peer, ours: Side, theirs: Side, points: Points): Promise<void> {
  for (const x of points) {
    const [a, b] = [await ours.ask("evaluate", { x }), await theirs.ask("evaluate", { x })];
    const near = (u: number, v: number) => Math.abs(u - v) <= TOLERANCE[peer] * Math.abs(v);
    const same = a.curve.length === b.curve.length && a.curve.every((value, i) => near(value, b.curve[i]!));
    if (same && (b.fom === undefined || near(a.fom!, b.fom))) continue;
    throw new Error(`${subject.name}: ${peer} and we do not compute the same at ${x.join(", ")}`);
  }
}
