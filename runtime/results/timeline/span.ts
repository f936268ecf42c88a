/** What the lanes of a timeline are made of. Times are milliseconds since 1970, UTC. */
import { ACTIVITIES, type Activity } from "../../sweep/activity.ts";

/**
 * What a thread told of itself, and what is inferred: "running" was computing
 * when the journal ended and may be so still, "lost" was computed by a thread
 * that never told of it, because it was killed.
 */
export const KINDS = [...ACTIVITIES, "running", "lost"] as const;
export type Kind = (typeof KINDS)[number];

export interface Span {
  kind: Kind;
  from: number;
  to: number;
  /** Its place in the plan; none while a thread fetches. */
  trial: number | undefined;
  /** Overlaps an earlier span of its lane, which can only be by clocks that disagree. */
  overlaps: boolean;
  /** Inferred, and so is the lane. */
  guessed: boolean;
}

/** One thread. Spans are sorted by `from`. */
export interface Lane {
  worker: string;
  thread: number;
  spans: Span[];
}

export function spanOf({ doing, from, to, trial }: Activity): Span {
  return { kind: doing, from, to, trial, overlaps: false, guessed: false };
}

export const lastSign = ({ spans }: Lane) => spans.reduce((latest, { to }) => Math.max(latest, to), -Infinity);
