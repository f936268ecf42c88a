/**
 * A sweep that was killed in the evening and resumed in the morning ran for two
 * spells. Its timeline shows these spells one after the other: *running time* is
 * time since the sweep began, interruptions left out. A spell is a stretch in which a driver
 * was there or a thread was at work (workers go on without their driver).
 */
import type { JournalLine } from "../journal.ts";
import type { Lane } from "./span.ts";

/** One run of the program over this sweep, in ms since 1970. */
export interface Session {
  from: number;
  to: number;
  where: string;
  /** "" for one that runs still or was killed. */
  ending: string;
}

/** `start` is running time, in ms: where the spell begins on the timeline. */
export interface Spell {
  from: number;
  to: number;
  start: number;
}

export function sessionsOf(lines: readonly JournalLine[]): Session[] {
  const sessions: Session[] = [];
  for (const line of lines) {
    if (line.type === "session" || sessions.length === 0) {
      sessions.push({ from: line.at, to: line.at, where: line.type === "session" ? line.where : "", ending: "" });
    }
    const session = sessions.at(-1)!;
    session.to = Math.max(session.to, line.at);
    if (line.type === "end") session.ending = line.reason;
  }
  return sessions;
}

export function spellsOf(sessions: readonly Session[], lanes: readonly Lane[]): Spell[] {
  const stretches = [...sessions, ...lanes.flatMap(({ spans }) => spans)]
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => a.from - b.from);
  const spells: Spell[] = [];
  for (const { from, to } of stretches) {
    const last = spells.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else spells.push({ from, to, start: 0 });
  }
  for (const [i, spell] of spells.entries()) {
    const before = spells[i - 1];
    if (before) spell.start = before.start + before.to - before.from;
  }
  return spells;
}

/** Running time of a moment; one within an interruption is when that began. */
export function runningTime(spells: readonly Spell[], moment: number): number {
  const spell = spells.findLast(({ from }) => from <= moment) ?? spells[0];
  return spell ? spell.start + Math.min(Math.max(moment, spell.from), spell.to) - spell.from : 0;
}
