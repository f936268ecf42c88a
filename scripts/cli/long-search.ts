/** A search that may take hours is agreed to first: nobody can tell beforehand whether it will. */
import { duration } from "../../runtime/results/format.ts";
import type { PlannedSweep } from "../../runtime/study/start-sweep.ts";
import type { SweepOptions } from "./sweep-options.ts";

/** Seconds that need no word. */
const SHORT = 3600;

/** @throws GxError GX_USAGE when the answer is no, or there is nobody to ask */
export async function agreeToLong({ plan, usual, longest }: PlannedSweep, { time, yes }: SweepOptions): Promise<void> {
  if (plan.search === undefined || time !== undefined || yes || longest <= SHORT) return;
  const { agree } = await import("../cloud/prompts.ts");
  const said = `This search usually takes about ${duration(Math.max(1, usual!))}, and may take ${duration(longest)}`;
  await agree(`${said}. Begin?`, {
    refused: `${said}, and was not begun`,
    advice: "Give --time 1h to end it then with what it has found, or --yes for as long as it takes.",
  });
}
