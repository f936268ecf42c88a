/** An indentation that is wrong, as a message: it is seen only beside the line before, and with the blanks that both begin with. */
import { GxError } from "../../errors.ts";
import { counted } from "../../text.ts";
import { LONGEST, type Source } from "./source.ts";

/** Two lines as they are, because what is wrong is how far in one begins after the other. */
export function indentationError(source: Source, lineno: number, reason: string): GxError {
  const line = source.line(lineno);
  const before = source.lines.slice(0, lineno - 1).findLast((each) => /^\s*[^\s#]/.test(each));
  const shown = (text: string) => `\n    ${text.trimEnd().replaceAll("\t", TAB).slice(0, LONGEST)}`;
  const margin = /^\s*/.exec(line)![0];
  const after = before === undefined ? "" : `, and the line before by ${marginText(/^\s*/.exec(before)![0])}`;
  return new GxError(
    "GX_SCRIPT_SYNTAX",
    `${source.locate(lineno)}: ${reason}: the line is indented by ${marginText(margin)}${after}` +
      `${before === undefined ? "" : shown(before)}${shown(line)}${shown("^".repeat(margin.replaceAll("\t", TAB).length || 1))}`,
    "Give all lines of a block the same indentation, and one that opens a block (it ends with `:`) lines that are further in.",
  );
}

/** What a tab is shown as. */
const TAB = "→   ";

/** "4 spaces", "1 tab and 2 spaces". */
function marginText(margin: string): string {
  const tabs = margin.replace(/[^\t]/g, "").length;
  const spaces = margin.length - tabs;
  if (tabs === 0) return counted(spaces, "space");
  return spaces === 0 ? counted(tabs, "tab") : `${counted(tabs, "tab")} and ${counted(spaces, "space")}`;
}
