/**
 * What one turn of a loop or one call of a function costs: a step, and one more
 * for every eight nodes of its body. Without it a loop over a body of a million
 * statements would cost no more than `while True: pass`.
 */
import { visit } from "../syntax/parse.ts";

/** @param body  the nodes that run at each turn */
export function weightOf(...body: unknown[]): number {
  let nodes = 0;
  visit(body, () => {
    nodes++;
  });
  return 1 + (nodes >> 3);
}
