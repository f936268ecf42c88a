/**
 * Where trials run. A sweep hands its trials to a Pool and does not know
 * whether they run on this machine's threads or on a fleet.
 */
import type { Activity } from "../sweep/activity.ts";
import type { TrialProgress, TrialResult, TrialSpec } from "../sweep/trial.ts";

export interface PoolEvents {
  progress(event: TrialProgress): void;
  /**
   * Called once per trial, in the order in which they end; the result is safe once it returns.
   * `known`: somebody had computed it before.
   */
  finished(result: TrialResult, known?: "known"): void;
  /** What a thread was doing; told when it is over. */
  activity(activity: Activity): void;
  /** A line that the script printed. */
  log(line: string): void;
  /** A sentence for the user: a worker was lost, Redis is away. */
  say(line: string): void;
  /** How many workers of a fleet there are at the moment. */
  workers(count: number): void;
}

export interface Pool {
  /** For people: "2 threads of this machine". */
  readonly description: string;
  /**
   * Runs the trials; resolves when every one has ended or has been stopped.
   * After `stop` aborts, running trials end at their next generation as
   * "partial" and waiting ones are not started.
   * @param wanted  asked of a trial before it starts: false for one that is of no use any more
   */
  run(
    trials: readonly TrialSpec[],
    events: PoolEvents,
    stop: AbortSignal,
    wanted?: (trial: TrialSpec) => boolean,
  ): Promise<void>;
  close(): Promise<void>;
}
