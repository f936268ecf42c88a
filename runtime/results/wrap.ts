/** Breaks lines between words, so that none is longer than `width` unless one word is. */
export function wrap(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return text
    .split("\n")
    .map((line) => line.replace(new RegExp(`(?=.{${width + 1}})(.{1,${width}}) `, "g"), "$1\n"))
    .join("\n");
}

/** The same of a page: what goes on in the next line is as far in as it began. A command, which may be copied, stays on its line. */
export function wrapPage(page: string, width: number): string {
  return page
    .split("\n")
    .map((line) => {
      const margin = /^ */.exec(line)![0];
      if (line.length <= width || /^ +(\w+=\S+ )?npm /.test(line)) return line;
      return wrap(line.trimStart(), width - margin.length).replace(/^/gm, margin);
    })
    .join("\n");
}
