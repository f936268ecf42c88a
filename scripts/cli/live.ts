/**
 * Shows progress on stderr: on a terminal one block that is drawn over itself,
 * elsewhere a plain line at every finished trial (at most once a second) and at least every ten seconds.
 * Other lines (what a script prints) go above the block.
 */
import type { WriteStream } from "node:tty";
import type { SweepProgress } from "./progress.ts";
import { printable } from "./table.ts";

export interface Live {
  /** A trial has finished. */
  step(): void;
  line(text: string): void;
  end(): void;
}

const REDRAW_MS = 250;
const PLAIN_MS = 10_000;
/** Trials that end more quickly than this share a line. */
const PLAIN_AT_LEAST_MS = 1000;

export function showProgress(progress: SweepProgress, stream: WriteStream = process.stderr): Live {
  const began = performance.now();
  const facts = () => progress.facts((performance.now() - began) / 1000);
  return stream.isTTY ? block(progress, facts, stream) : plain(facts, stream);
}

function block(progress: SweepProgress, facts: () => string[], stream: WriteStream): Live {
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    const width = stream.columns || 80;
    const [trials, ...rest] = facts();
    const bar = `${"█".repeat(Math.round(24 * progress.fraction)).padEnd(24, "░")} ${trials}`;
    const lines = [bar, rest.join(" · ")].map((line) => line.slice(0, width - 1));
    stream.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    step: () => {},
    line(text) {
      erase();
      stream.write(`${printable(text)}\n`);
      draw();
    },
    end() {
      clearInterval(timer);
      draw();
    },
  };
}

function plain(facts: () => string[], stream: WriteStream): Live {
  // The first trial that ends is said at once.
  let last = performance.now() - PLAIN_AT_LEAST_MS;
  let unsaid = true;
  const write = () => {
    last = performance.now();
    unsaid = false;
    stream.write(`${facts().join(", ")}\n`);
  };
  const timer = setInterval(() => {
    if (performance.now() - last >= PLAIN_MS) write();
  }, 1000);
  return {
    step() {
      unsaid = true;
      if (performance.now() - last >= PLAIN_AT_LEAST_MS) write();
    },
    line: (text) => stream.write(`${printable(text)}\n`),
    end() {
      clearInterval(timer);
      if (unsaid) write();
    },
  };
}
