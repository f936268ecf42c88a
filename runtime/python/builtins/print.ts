/** print(): the text it writes, with `sep` and `end`. */
import { str } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { joined } from "../values/object-protocol.ts";
import type { Keywords, Value } from "../values/value.ts";

export function printed(args: readonly Value[], keywords: Keywords): string {
  const [sep = null, end = null] = parameters("print", ["sep", "end", "file", "flush"], 0, [], keywords);
  return joined(args.map(str), sep === null ? " " : str(sep)) + (end === null ? "\n" : str(end));
}
