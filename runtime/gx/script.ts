/**
 * The script's text, and whose it is. A `.hgx` is GenX 3's, whose scripts are Python 3's. When a fit of before GenX 3 is
 * written as one, a comment at the script's end says so: it stays with the text through any program that saves it again.
 */

/** The script's text as GenX runs it: one newline for every way to end a line. */
export function normaliseScript(text: string): string {
  return text.replace(/\r\n|\r/g, "\n");
}

const MARK =
  "# meta-genx: this script is Python 2's. GenX 3 runs it by Python 3's rules: translate it, then delete this line.";

export function isMarkedPython2(script: string): boolean {
  return /^# meta-genx: this script is Python 2's\b/m.test(script);
}

export function markedPython2(script: string): string {
  return isMarkedPython2(script) ? script : `${script}${script.endsWith("\n") ? "" : "\n"}${MARK}\n`;
}

/** What is said once of a file whose script is Python 2's. */
export function python2Note(fileName: string): string {
  return `${fileName} was written by Python 2: its script and the names of its parameters follow Python 2's rules (docs/python-2.md).`;
}

/** What is said of the best fit of such a file, which is written as a .hgx. */
export const PYTHON2_BEST =
  "best.hgx: GenX 3 opens it and shows its data, curves and values, but its script is Python 2's, which GenX 3 cannot run or runs otherwise. Translate it before you simulate there (docs/python-2.md).";
