/**
 * Every name that the fleet uses in Redis, besides BullMQ's own `bull:*`. One
 * prefix, so that one pattern in an ACL covers it.
 *
 *     mgx:project:HASH       hash    name, bytes: the GenX file, put once
 *     mgx:sweep:SWEEP        hash    what a driver said of its sweep, and when it was last there
 *     mgx:sweeps             zset    the sweeps there are, by the time they began
 *     mgx:wanted:SWEEP       set     the trials that this sweep waits for: its claims
 *     mgx:claims:TRIAL       set     the sweeps that wait for this trial: the same from the other side
 *     mgx:events:SWEEP       stream  progress, log lines, activities, partial results, "there is a result"; trimmed
 *     mgx:result:TRIAL       string  the result, JSON; the first that is written stays
 *     mgx:checkpoint:TRIAL   string  where another worker can go on, JSON; gone when there is a result
 *     mgx:strikes:TRIAL      hash    how often it took its worker down in a row, and why the last time
 *     mgx:aside:TRIAL        string  a dead letter: the failed result of a trial that was set aside, with its log; not a cache hit
 *     mgx:log:TRIAL          list    its last lines; gone when there is a result
 *     mgx:cache              zset    acknowledged results, by the time of acknowledgement: the oldest leave first
 *     mgx:cache:bytes        string  how much they take
 *     mgx:workers            zset    workers, by the time of their last heartbeat
 *     mgx:worker:WORKER      hash    a worker's last heartbeat; expires
 *
 * The queue is named by the numerics version, so that a worker never sees a job
 * whose numbers it would compute otherwise.
 */
export const PREFIX = "mgx:";

export const keys = {
  project: (hash: string) => `mgx:project:${hash}`,
  sweep: (sweep: string) => `mgx:sweep:${sweep}`,
  sweeps: "mgx:sweeps",
  wanted: (sweep: string) => `mgx:wanted:${sweep}`,
  claims: (trial: string) => `mgx:claims:${trial}`,
  events: (sweep: string) => `mgx:events:${sweep}`,
  result: (trial: string) => `mgx:result:${trial}`,
  checkpoint: (trial: string) => `mgx:checkpoint:${trial}`,
  crashes: (trial: string) => `mgx:strikes:${trial}`,
  deadLetter: (trial: string) => `mgx:aside:${trial}`,
  log: (trial: string) => `mgx:log:${trial}`,
  cache: "mgx:cache",
  cacheBytes: "mgx:cache:bytes",
  workers: "mgx:workers",
  worker: (worker: string) => `mgx:worker:${worker}`,
} as const;

/** BullMQ refuses names with a colon. @param numerics  the numerics version, sha256 */
export function queueName(numerics: string): string {
  return `trials-${numerics.slice(0, 16)}`;
}
