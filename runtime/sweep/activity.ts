/**
 * What a thread was doing, and from when to when: the stuff of which a timeline
 * of all workers is drawn. What is not told is idleness.
 */
export const ACTIVITIES = ["fetching", "computing", "checkpointing"] as const;

export interface Activity {
  /** The machine or process: "this machine", "worker-3.1". Lanes of one worker stand together. */
  worker: string;
  /** Which of its threads, from 0. */
  thread: number;
  doing: (typeof ACTIVITIES)[number];
  /** Milliseconds since 1970, UTC, by the clock of the machine that keeps the journal. */
  from: number;
  to: number;
  /** The trial that it was for, by its place in the plan; none while a thread fetches. */
  trial?: number | undefined;
}
