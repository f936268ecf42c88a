/** The script's text as GenX runs it: one newline for every way to end a line. */
export function normaliseScript(text: string): string {
  return text.replace(/\r\n|\r/g, "\n");
}
