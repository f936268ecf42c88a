/** What the user sees while machines boot: a line for each change, and how far all are. */

import { counted } from "../../runtime/text.ts";
import { showLine } from "../terminal/progress-display.ts";
import type { MachineState } from "./ready.ts";

export interface BootProgress {
  change(state: MachineState): void;
  end(): void;
}

/** @param names  of all machines, in the order in which they are shown */
export function showBootProgress(names: readonly string[], say: (line: string) => void): BootProgress {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const states = new Map(names.map((name) => [name, { name, state: "waiting" } as MachineState]));
  const display = showLine(say, () => allText([...states.values()], seconds()), Number.POSITIVE_INFINITY);
  return {
    change: (state) => {
      const before = states.get(state.name);
      states.set(state.name, state);
      if (before?.state !== state.state || before.why !== state.why) display.line(stateText(state, seconds()));
    },
    end: display.end,
  };
}

/** "worker-01: ready after 31 s, 2 cores" @param seconds  since the driver began to wait */
export function stateText({ name, state, why, log, cores }: MachineState, seconds?: number): string {
  const what = {
    waiting: "not there yet",
    booting: "boots",
    ready: cores === undefined ? "ready" : `ready, ${counted(cores, "core")}`,
    failed: "failed",
  }[state];
  const after = seconds !== undefined && (state === "ready" || state === "failed") ? ` (${seconds} s)` : "";
  const line = `${name}: ${what}${after}${why === undefined ? "" : `: ${why}`}`;
  return log === undefined ? line : [line, ...log.trimEnd().split("\n")].join("\n    ");
}

/** "8 of 11 machines ready (42 s), booting: worker-03, not there: worker-07, worker-09" */
export function allText(states: readonly MachineState[], seconds: number): string {
  const named = (state: MachineState["state"]) => states.filter((each) => each.state === state).map(({ name }) => name);
  const [ready, booting, waiting] = [named("ready"), named("booting"), named("waiting")];
  const parts = [`${ready.length} of ${states.length} machines ready (${seconds} s)`];
  if (booting.length > 0) parts.push(`booting: ${booting.join(", ")}`);
  if (waiting.length > 0) parts.push(`not there: ${waiting.join(", ")}`);
  return parts.join(", ");
}
