/** Durations as they are typed: 90s, 10m, 2h, 1h30m. */
import { GxError } from "../../runtime/errors.ts";
import { LONGEST } from "./stop.ts";

const SECONDS = [3600, 60, 1];
/** Hours, minutes and seconds, each at most once. */
const DURATION = /^(?:([\d.]+)h)?\s*(?:([\d.]+)m)?\s*(?:([\d.]+)s)?$/;

/** A parser for the option, in seconds. A bare number is refused: 5 may be seconds or minutes. */
export function durationOf(option: string) {
  return (text: string): number => {
    const typed = text.trim();
    const [, ...amounts] = DURATION.exec(typed) ?? [];
    const seconds = amounts.reduce((sum, amount = "0", i) => sum + Number(amount) * SECONDS[i]!, 0);
    if (seconds > LONGEST) throw new GxError("GX_USAGE", `--${option} takes 500h at most, not "${text}"`);
    if (seconds > 0) return seconds;
    const bare = Number(typed.replace(",", "."));
    if (bare > 0) {
      const each = `Write ${bare}m for minutes, ${bare}s for seconds or ${bare}h for hours`;
      throw new GxError("GX_USAGE", `--${option} ${text}: ${typed} what? ${each}`);
    }
    const likely = durationMeant(typed);
    const meant = likely === undefined ? "" : `: did you mean ${likely}?`;
    throw new GxError("GX_USAGE", `--${option} takes a duration such as 90s, 10m, 2h or 1h30m, not "${text}"${meant}`);
  };
}

/** "1:30", "1h30", "5min", "5 Minutes" and "1,5h" as they are to be written; a day is 24 hours. */
function durationMeant(text: string): string | undefined {
  const [, first, second] = /^(\d+):(\d\d)$/.exec(text) ?? [];
  if (first !== undefined) return `${Number(first)}h${Number(second)}m or ${Number(first)}m${Number(second)}s`;
  const cut = /^\d+([hm])\d+$/.exec(text);
  if (cut) return `${text}${cut[1] === "h" ? "m" : "s"}`;
  const parts = [...text.matchAll(/([\d.,]+)\s*([a-z]+)\s*/gi)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  const written = parts.map(([, number, word]) => {
    const amount = Number(number!.replace(",", "."));
    const unit = word!.toLowerCase();
    if (/^d(ays?)?$/.test(unit)) return `${amount * 24}h`;
    return /^(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)$/.test(unit) ? `${amount}${unit[0]}` : "";
  });
  const meant = written.join("");
  return written.includes("") || !DURATION.test(meant) ? undefined : meant;
}
