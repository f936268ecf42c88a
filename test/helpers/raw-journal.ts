/** A journal that somebody may be writing at this moment, or that a kill cut short, read without the project's own reader. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Results of trials that ended, by id, as the journal's whole lines have them, without what the clock says. @throws when one is there twice */
export function journalledResults(out: string): Map<string, string> {
  const file = join(out, "journal.ndjson");
  const found = new Map<string, string>();
  if (!existsSync(file)) return found;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (!line.startsWith("{") || !line.endsWith("}")) continue;
    const event = JSON.parse(line);
    if (event.type !== "trial" || event.result.status === "partial") continue;
    const { seconds: _, cpuSeconds: __, ...result } = event.result;
    assert.ok(!found.has(result.id), "a trial is in the journal once");
    found.set(result.id, JSON.stringify(result));
  }
  return found;
}
