/**
 * What each hostile script takes with the budget of every fit, as `npm run simulate` runs it, each in a process of its own:
 *
 *     node test/fit/time-hostile.ts [part of a title …]
 *
 * Seconds of CPU, the most memory in MB, the exit code and what was said; those that break a promise are
 * marked. The promise: exit code 0 or 1, one error without a stack, at most 1.3 GB, and at most 2 s of CPU beyond the budget.
 */
import { broken, simulateAlone } from "./hostile-run.ts";
import { HOSTILE } from "./hostile-scripts.ts";

const chosen = process.argv.slice(2);
let bad = 0;
for (const [title, script] of Object.values(HOSTILE).flatMap((scripts) => Object.entries(scripts))) {
  if (chosen.length > 0 && !chosen.some((part) => title.includes(part))) continue;
  const ending = await simulateAlone(script);
  const mark = broken(ending) ? "✗" : " ";
  if (mark !== " ") bad++;
  const first = ending.code === 0 ? "simulates" : ending.said.split("\n")[0]!.slice(0, 150);
  console.log(
    `${mark} ${ending.seconds.toFixed(1).padStart(5)} s ${ending.mb.toFixed(0).padStart(5)} MB  ${ending.code}  ${title}: ${first}`,
  );
}
console.log(`${bad} broke a promise`);
process.exitCode = bad === 0 ? 0 : 1;
