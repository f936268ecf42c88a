/**
 * Shows on stderr how far something is: on a terminal in a few lines that are
 * drawn over themselves, elsewhere in plain lines that stay few enough to read
 * in a log. Lines that stay (what a script prints, what a machine did) go above.
 */
import type { WriteStream } from "node:tty";
import { wrapped } from "./stderr.ts";

export interface ProgressDisplay {
  /** A line that stays; after the end, too. */
  line(text: string): void;
  end(): void;
}

/** What is shown; asked for whenever it is. With "over" it is the last time. */
interface Shown {
  /** Drawn over themselves on a terminal `width` columns wide; what is drawn last stays. */
  lines(width: number, over?: "over"): string[];
  /** One line of a log, "" for none. */
  logLine(over?: "over"): string;
  /** Milliseconds from one line of a log to the next, `elapsed` after the beginning. */
  logEvery(elapsed: number): number;
}

const REDRAW_MS = 250;
/** How often it is looked whether a log is due a line. */
const LOOK_MS = 500;
/** Milliseconds from one line of a log to the next: while a sweep is young, and later. */
const SWEEP_LOG_MS = { young: 2000, later: 10_000 };
const YOUNG_MS = 20_000;

/** What is known of a sweep, by whoever counts its trials. */
export interface SweepFacts {
  /** Of its work, from 0 to 1. */
  readonly fraction: number;
  /** @param seconds  since the start  @param over  nothing more will be done */
  facts(seconds: number, over?: "over"): string[];
}

/** How far a sweep is. How it ended stays. */
export function showSweep(progress: SweepFacts, stream: WriteStream = process.stderr): ProgressDisplay {
  const began = performance.now();
  const facts = (over?: "over") => progress.facts((performance.now() - began) / 1000, over);
  const shown: Shown = {
    lines(width, over) {
      const [trials, ...rest] = facts(over);
      return [barBefore(trials!, progress.fraction, width), asManyAsFit(rest, width)];
    },
    logLine: (over) => facts(over).join(", "),
    logEvery: (elapsed) => (elapsed < YOUNG_MS ? SWEEP_LOG_MS.young : SWEEP_LOG_MS.later),
  };
  const say = (text: string) => {
    stream.write(`${wrapped(text, stream.isTTY ? stream.columns || 80 : undefined)}\n`);
  };
  return display(shown, say, stream);
}

/**
 * One line on what goes on, of which nothing stays.
 * @param say  writes a line that stays to `stream`
 * @param now  what goes on
 * @param logEveryMs  between two lines of a log; Infinity for none at all
 */
export function showLine(
  say: (line: string) => void,
  now: () => string,
  logEveryMs: number,
  stream: WriteStream = process.stderr,
): ProgressDisplay {
  const shown: Shown = {
    lines: (_, over) => (over ? [] : [now()]),
    logLine: (over) => (over ? "" : now()),
    logEvery: () => logEveryMs,
  };
  return display(shown, say, stream);
}

function display(shown: Shown, say: (line: string) => void, stream: WriteStream): ProgressDisplay {
  return stream.isTTY ? redrawn(shown, say, stream) : logged(shown, say);
}

function redrawn(shown: Shown, say: (line: string) => void, stream: WriteStream): ProgressDisplay {
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (over?: "over") => {
    erase();
    const width = (stream.columns || 80) - 1;
    const lines = shown.lines(width, over).map((line) => `${cut(line, width)}\n`);
    stream.write(lines.join(""));
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(() => draw(), REDRAW_MS);
  let over = false;
  return {
    line(text) {
      if (!over) erase();
      say(text);
      if (!over) draw();
    },
    end() {
      clearInterval(timer);
      draw("over");
      over = true;
    },
  };
}

function logged(shown: Shown, say: (line: string) => void): ProgressDisplay {
  const began = performance.now();
  let last = began;
  const write = (over?: "over") => {
    const line = shown.logLine(over);
    if (line !== "") say(line);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - last < shown.logEvery(now - began)) return;
    last = now;
    write();
  }, LOOK_MS);
  return {
    line: say,
    end() {
      clearInterval(timer);
      write("over");
    },
  };
}

/** As much of a bar as leaves room for the words; none where it would say nothing. */
function barBefore(words: string, fraction: number, width: number): string {
  const length = Math.min(24, width - words.length - 1);
  if (length < 6) return words;
  return `${"█".repeat(Math.round(length * fraction)).padEnd(length, "░")} ${words}`;
}

/** Whole facts only: half a number would be a wrong one. */
function asManyAsFit(facts: readonly string[], width: number): string {
  const lines = facts.map((_, i) => facts.slice(0, i + 1).join(" · "));
  return lines.findLast((line) => line.length <= width) ?? facts[0] ?? "";
}

/** A line that went on into the next could not be drawn over. */
function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
