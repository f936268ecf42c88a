/**
 * A worker's own log: a line with the time each, on stdout, for systemd's journal
 * or a terminal. What the driver is to see goes into the sweep's events, too.
 */
export type Log = (line: string) => void;

export const log: Log = (line) => {
  // A script's words may hold controls, which could move the cursor.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const text = line.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "\uFFFD");
  process.stdout.write(`${new Date().toISOString()} ${text}\n`);
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
