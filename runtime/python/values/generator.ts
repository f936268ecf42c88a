/** What calling a function with `yield` gives: its body, stopped between two yields. */
import { LIMITS, spend } from "../budget.ts";
import { meter } from "../session-state.ts";
import { PyError, pyError } from "./error.ts";
import { PyValue, type Value } from "./value.ts";

export class PyGenerator extends PyValue {
  override readonly typeName = "generator";
  readonly name: string;
  /** Yields and takes what was sent; returns the function's result. */
  private readonly body: Generator<Value, Value, Value>;
  private running = false;
  private finished = false;

  constructor(name: string, body: Generator<Value, Value, Value>) {
    super();
    this.name = name;
    this.body = body;
  }

  /** The next value yielded; throws StopIteration with the function's result at the end. */
  resume(resumption: (body: Generator<Value, Value, Value>) => IteratorResult<Value, Value>): Value {
    const step = this.step(resumption);
    if (!step.done) return step.value;
    throw new PyError("StopIteration", step.value === null ? [] : [step.value]);
  }

  step(
    resumption: (body: Generator<Value, Value, Value>) => IteratorResult<Value, Value>,
  ): IteratorResult<Value, Value> {
    if (this.running) throw pyError("ValueError", "generator already executing");
    if (this.finished) return { done: true, value: null };
    const { line, depth } = meter;
    spend(4);
    if (depth >= LIMITS.depth) throw pyError("RecursionError", "maximum recursion depth exceeded");
    meter.depth++;
    this.running = true;
    try {
      const step = resumption(this.body);
      this.finished = step.done === true;
      return step;
    } catch (error) {
      this.finished = true;
      if (error instanceof PyError && error.kind === "StopIteration") {
        throw pyError("RuntimeError", "generator raised StopIteration");
      }
      throw error;
    } finally {
      meter.line = line;
      meter.depth = depth;
      this.running = false;
    }
  }

  override iterate(): Iterator<Value> {
    return {
      next: () => {
        const step = this.step((body) => body.next(null));
        return step.done ? { done: true, value: undefined } : step;
      },
    };
  }
}
