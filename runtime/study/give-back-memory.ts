/**
 * Gives memory back that a process uses no more. V8 keeps what was let go of for
 * later: of very many trials hundreds of megabytes, beside which the HDF5 library,
 * whose memory is its own, takes as many.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of a process below which it is not worth the time. */
const WORTH_IT = 400e6;

/** A tenth of a second, or nothing where there is little to give back. */
export function giveBackMemory(): void {
  if (process.memoryUsage.rss() < WORTH_IT) return;
  // V8 has no other door to its collector.
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")({ type: "major", execution: "sync", flavor: "last-resort" });
}
