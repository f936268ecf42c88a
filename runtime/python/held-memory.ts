/**
 * What this thread holds, for the budget (budget.ts). It is looked at and not reckoned: the
 * engine says in a microsecond what it has taken, and that counts whatever a script can hold.
 *
 * What matters is what the machine has to find room for, and that is more than what is in use:
 *
 *   - garbage counts until it is collected, so what looks like too much is looked at once more after a collection;
 *   - a collection that the engine makes itself keeps the pages that it empties and says nothing of them, so
 *     the most that the heap had since the last of ours counts;
 *   - the C library keeps the room of small arrays that are gone, for others to come. What it keeps is what the
 *     process has more than can be accounted for; only a process of one thread can tell.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

/** Of the engine's heap, which has everything but the numbers of arrays, where that is small. */
const HEAP_SHARE = 0.6;
/** What must be free after a collection, or the next look would find the same. */
const LEFT_FREE = 0.2;
/** Bytes of a process that has run no script yet. */
const OURSELVES = 128 * 2 ** 20;

/** Bytes that are held, and that the engine's heap may have. */
export interface Held {
  readonly heap: number;
  readonly arrays: number;
  readonly heapLimit: number;
}

/** Since the last collection here: the most that the heap had, and what arrays have had without giving it back. */
let mostHeap = 0;
let mostArrays = 0;

/**
 * @param more   bytes that are about to be taken
 * @param limit  bytes of everything
 * @returns      what is held, where more would be too much
 */
export function tooMuch(more: number, limit: number): Held | undefined {
  if (fits(look(), more, limit)) return undefined;
  collectGarbage();
  const held = look();
  return fits(held, more, limit * (1 - LEFT_FREE)) ? undefined : { ...held, arrays: mostArrays };
}

/** The heap's pages count and not what is in them. */
function look(): Held {
  const { total_heap_size: heap, external_memory: arrays, heap_size_limit: heapLimit } = getHeapStatistics();
  mostHeap = Math.max(mostHeap, heap);
  mostArrays = Math.max(mostArrays, arrays);
  return { heap, arrays, heapLimit };
}

function fits({ heap, arrays, heapLimit }: Held, more: number, limit: number): boolean {
  // More of arrays may go where arrays were.
  return mostHeap + Math.max(mostArrays, arrays + more) <= limit && heap <= HEAP_SHARE * heapLimit;
}

let collector: ((options: object) => void) | undefined;

/** The engine's own collector is there for the asking, once a context is made after the flag. */
function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as (options: object) => void;
  }
  // As before the engine gives up: only then are emptied pages given back.
  collector({ type: "major", execution: "sync", flavor: "last-resort" });
  mostHeap = 0;
  mostArrays = isMainThread ? process.memoryUsage.rss() - getHeapStatistics().total_heap_size - OURSELVES : 0;
}
