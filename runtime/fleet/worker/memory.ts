/**
 * How much memory a worker may take. A thread's own heap limit does not count typed
 * arrays, so the whole process is measured.
 */
import { availableParallelism, totalmem } from "node:os";

/** Node, BullMQ and a thread with a small project take about 150 MB. */
export const LEAST_MB = 256;
const SHARE = 0.9;

/** In MB: nine tenths of the control group's limit, or of this process's part of the machine, with a worker on each core. */
export function defaultMemoryMb(): number {
  const whole = totalmem();
  // Without a limit the kernel gives 0 or a number beyond any machine.
  const group = process.constrainedMemory();
  const share = group > 0 && group < whole ? group : whole / availableParallelism();
  return Math.max(LEAST_MB, Math.floor((share * SHARE) / 1024 ** 2));
}

/** MB of this process. */
export function memoryMb(): number {
  return Math.round(process.memoryUsage.rss() / 1024 ** 2);
}
