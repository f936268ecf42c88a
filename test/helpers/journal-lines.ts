/** Every event of a sweep's journal, in order. */
import { type JournalLine, readJournal } from "../../runtime/results/journal.ts";

export function journalLines(folder: string): JournalLine[] {
  const lines: JournalLine[] = [];
  readJournal(folder, (line) => lines.push(line));
  return lines;
}
