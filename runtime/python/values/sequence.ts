/** list, tuple and slice: the kinds whose storage other rooms read directly. */
import { PyValue, type Value } from "./value.ts";

export class PyList extends PyValue {
  override readonly typeName = "list";
  items: Value[];
  constructor(items: Value[]) {
    super();
    this.items = items;
  }
}

export class PyTuple extends PyValue {
  override readonly typeName = "tuple";
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
}

/** `start:stop:step` inside a subscript. */
export class PySlice extends PyValue {
  override readonly typeName = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}
