/**
 * Shows progress on stderr: on a terminal one block that is drawn over itself,
 * elsewhere plain lines that stay few enough to read in a log: one every two
 * seconds at first, one every ten later, and the last. Other lines (what a
 * script prints) go above the block.
 */
import type { WriteStream } from "node:tty";
import { printable } from "../../runtime/results/text-table.ts";
import { wrap } from "../../runtime/results/wrap.ts";
import type { SweepProgress } from "./progress.ts";

type Facts = (over?: "over") => string[];

export interface Live {
  line(text: string): void;
  end(): void;
}

const REDRAW_MS = 250;
/** Milliseconds between plain lines: while a sweep is young, and later. */
const PLAIN_MS = { young: 2000, later: 10_000 };
const YOUNG_MS = 20_000;

export function showProgress(progress: SweepProgress, stream: WriteStream = process.stderr): Live {
  const began = performance.now();
  const facts: Facts = (over) => progress.facts((performance.now() - began) / 1000, over);
  return stream.isTTY ? block(progress, facts, stream) : plain(facts, stream);
}

function block(progress: SweepProgress, facts: Facts, stream: WriteStream): Live {
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (over?: "over") => {
    erase();
    const width = stream.columns || 80;
    const [trials, ...rest] = facts(over);
    const bar = `${"█".repeat(Math.round(24 * progress.fraction)).padEnd(24, "░")} ${trials}`;
    const lines = [bar, asManyAsFit(rest, width - 1)].map((line) => line.slice(0, width - 1));
    stream.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(() => draw(), REDRAW_MS);
  return {
    line(text) {
      erase();
      stream.write(`${wrap(printable(text), stream.columns || 80)}\n`);
      draw();
    },
    end() {
      clearInterval(timer);
      draw("over");
    },
  };
}

/** Whole facts only: half a number would be a wrong one. */
function asManyAsFit(facts: readonly string[], width: number): string {
  const lines = facts.map((_, i) => facts.slice(0, i + 1).join(" · "));
  return lines.findLast((line) => line.length <= width) ?? facts[0] ?? "";
}

function plain(facts: Facts, stream: WriteStream): Live {
  const began = performance.now();
  const write = (over?: "over") => stream.write(`${facts(over).join(", ")}\n`);
  let said = began;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - said < (now - began < YOUNG_MS ? PLAIN_MS.young : PLAIN_MS.later)) return;
    said = now;
    write();
  }, 500);
  return {
    line: (text) => stream.write(`${printable(text)}\n`),
    end() {
      clearInterval(timer);
      write("over");
    },
  };
}
