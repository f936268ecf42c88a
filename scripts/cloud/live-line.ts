/**
 * Lines of what happened, and on a terminal below them one line of what goes on,
 * drawn over itself. Elsewhere what goes on is a plain line now and then.
 */
import type { WriteStream } from "node:tty";

export interface LiveLine {
  /** A line that stays. */
  say(line: string): void;
  end(): void;
}

const REDRAW_MS = 500;

/**
 * @param say  writes a line that stays to `stream`
 * @param now  what goes on: asked for whenever it is shown
 * @param plainMs  between two lines where there is no terminal; Infinity for none at all
 */
export function liveLine(
  say: (line: string) => void,
  now: () => string,
  plainMs: number,
  stream: WriteStream = process.stderr,
): LiveLine {
  if (!stream.isTTY) {
    const timer = Number.isFinite(plainMs) ? setInterval(() => say(now()), plainMs) : undefined;
    return { say, end: () => clearInterval(timer) };
  }
  const erase = () => stream.write("\r\u001b[K");
  const draw = () => stream.write(`\r\u001b[K${cut(now(), (stream.columns || 80) - 1)}`);
  const timer = setInterval(draw, REDRAW_MS);
  return {
    say: (line) => {
      erase();
      say(line);
      draw();
    },
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}

/** A line that went on into the next could not be drawn over. */
function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
