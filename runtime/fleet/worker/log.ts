/**
 * A worker's own log: a line with the time each, on stdout, for systemd's journal
 * or a terminal. What the driver is to see goes into the sweep's events, too.
 */
import { printableLines } from "../../text.ts";

export type Log = (line: string) => void;

export const log: Log = (line) => {
  process.stdout.write(`${new Date().toISOString()} ${printableLines(line)}\n`);
};

/** A line that comes again and again is written at first, and then every ten seconds. */
export function throttled(write: Log, everyMs = 10_000): Log {
  let last = "";
  let at = Number.NEGATIVE_INFINITY;
  return (line) => {
    const now = performance.now();
    if (line === last && now - at < everyMs) return;
    last = line;
    at = now;
    write(line);
  };
}
