/**
 * GenX's DataList: `data` itself, a list of data sets that a script indexes, slices and
 * walks, with the methods that GenX's window calls. Those that name, mark, move, add or
 * delete data sets do so for the script; files and plots are refused.
 */
import { define } from "../python/numpy/signature.ts";
import { asIndex, call, equals, getAttribute, itemsOf, repr, str, truth } from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import { PyClass, PyObject } from "../python/values/class.ts";
import { Property } from "../python/values/descriptors.ts";
import { PyDict } from "../python/values/dict.ts";
import { pyError } from "../python/values/error.ts";
import { PyIterator } from "../python/values/iterator.ts";
import { PyList } from "../python/values/sequence.ts";
import { PyValue, type Value } from "../python/values/value.ts";
import { as, NO_PLOT, NO_SAVE, refusals, refused } from "./data-set.ts";
import { floats } from "./floats.ts";

/** A class of its own for each script. @param dataSet  the class of what it holds */
export function dataListClass(dataSet: PyClass): PyClass {
  const newSet = (...args: Value[]) => dataSet.call(args, new Map());
  return new PyClass(
    "DataList",
    [],
    new Map<string, Value>([
      ...METHODS,
      ["h5group_name", "data"],
      [
        "_group_attr",
        PyDict.of([
          ["NX_class", "NXentry"],
          ["default", "datasets"],
        ]),
      ],
      define("__init__(self, items=)", (self, items) => {
        const sets = items === undefined || items === null ? [newSet("Data 0")] : itemsOf(items);
        fill(as(self), sets);
        return null;
      }),
      define("safe_copy(self, new_data)", (self, from) => {
        const sets = itemsOf(from!).map((each) => {
          const made = newSet();
          call(getAttribute(made, "safe_copy"), [each]);
          return made;
        });
        as(self).attributes.set("items", new PyList(sets));
        return null;
      }),
      define("add_new(self, name=)", (self, name) => {
        const sets = itemsIn(self);
        const counter = getAttribute(self!, "_counter") as bigint;
        const plain = name === undefined || name === "";
        if (plain) as(self).attributes.set("_counter", counter + 1n);
        const made = newSet(plain ? `Data ${counter}` : name, sets.at(-1)!);
        sets.push(made);
        const source = getAttribute(self!, "color_source");
        if (truth(source)) paint(made, source, sets.length - 1);
        return null;
      }),
    ]),
  );
}

export function dataListObject(cls: PyClass, sets: Value[]): PyObject {
  const made = new PyObject(cls);
  fill(made, sets);
  return made;
}

function fill(self: PyObject, sets: Value[]): void {
  self.attributes.set("color_source", null);
  self.attributes.set("items", new PyList(sets));
  self.attributes.set("_counter", BigInt(sets.length));
}

/** The data sets of a list, as they are now. */
export function itemsIn(self: Value | undefined): Value[] {
  const items = as(self).attributes.get("items");
  if (items instanceof PyList) return items.items;
  throw pyError("TypeError", "the items of a DataList are a list");
}

const at = (self: Value | undefined, position: Value): PyObject => {
  const items = as(self).attributes.get("items") as PyList;
  return as(items.getItem(position));
};

function paint(set: Value, source: Value, position: number): void {
  if (!(source instanceof PyValue)) return;
  const count = source.length() ?? 1;
  const pair = itemsOf(source.getItem(BigInt(position % count)) ?? null);
  as(set).setAttribute("data_color", pair[0]!);
  as(set).setAttribute("sim_color", pair[1]!);
}

/** As list.pop and list.insert do it. */
function move(self: Value | undefined, position: Value, by: 1 | -1): null {
  const sets = itemsIn(self);
  const from = asIndex(position) ?? 0;
  if (from === (by === 1 ? sets.length : 0)) return null;
  const found = at(self, position);
  sets.splice(from < 0 ? from + sets.length : from, 1);
  const to = from + by;
  sets.splice(to < 0 ? Math.max(0, to + sets.length) : to, 0, found);
  return null;
}

function toggle(name: string): [string, Builtin] {
  return define(`toggle_${name}(self, pos)`, (self, pos) => {
    const set = at(self, pos!);
    set.setAttribute(name, !truth(getAttribute(set, name)));
    return null;
  });
}

const get = (name: string) => define(`get_${name}(self, pos)`, (self, pos) => getAttribute(at(self, pos!), name));

/** Hands one row of values to each data set. */
const handOut = (method: string, argument: string) =>
  define(`${method}(self, ${argument})`, (self, values) => {
    itemsIn(self).forEach((set, i) => {
      call(getAttribute(set, method), [(values as PyValue).getItem(BigInt(i)) ?? null]);
    });
    return null;
  });

/** Columns x, y, error and simulation of each data set side by side, tabs between them. */
function asciiTable(self: Value | undefined, chosen: Value | undefined): string {
  const all = itemsIn(self);
  const indices =
    chosen === undefined || !truth(chosen) ? [...all.keys()] : itemsOf(chosen).map((i) => asIndex(i) ?? -1);
  if (indices.some((i) => i >= all.length)) throw pyError("IndexError", "Error in get_data_as_asciitable");
  const sets = indices.map((i) => all.at(i)!);
  const columns = sets.map((set) => ["x", "y", "error", "y_sim"].map((name) => floats(getAttribute(set, name)) ?? []));
  const rows = Math.max(0, ...all.map((set) => floats(getAttribute(set, "y_sim"))?.length ?? 0));
  const lines = Array.from({ length: rows }, (_, row) =>
    columns
      .map((each) =>
        row < each[0]!.length ? each.map((column) => `${exponential(column[row]!)}\t`).join("") : " \t \t \t \t",
      )
      .join(""),
  );
  const titles = sets.map((set) => `${str(getAttribute(set, "name"))}\t\t\t\t`).join("");
  return [titles, "x\ty\ty error\ty sim\t".repeat(sets.length), ...lines].join("\n");
}

/** `%e` of Python. */
function exponential(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return value.toExponential(6).replace(/e([+-])(\d)$/, "e$10$2");
}

const METHODS: readonly [string, Value][] = [
  define("__getitem__(self, key)", (self, key) => (as(self).attributes.get("items") as PyList).getItem(key!)!),
  define("__setitem__(self, key, value)", (self, key, value) => {
    if (typeof key !== "bigint" || key >= BigInt(itemsIn(self).length)) {
      throw pyError("IndexError", "Can only replace existing datasets");
    }
    (as(self).attributes.get("items") as PyList).setItem(key, value!);
    return null;
  }),
  define("__iter__(self)", (self) => new PyIterator(new PyList(itemsIn(self)).iterate(), "list_iterator")),
  define("__len__(self)", (self) => BigInt(itemsIn(self).length)),
  define("__eq__(self, other)", (self, other) => {
    if (!(other instanceof PyObject) || other.cls !== as(self).cls) return false;
    return equals(getAttribute(self!, "items"), getAttribute(other, "items"));
  }),
  define("__repr__(self)", (self) => {
    const lines = itemsIn(self).map((set) => `           ${repr(set)},\n`);
    return `DataList([\n${lines.join("")}           ])\n`;
  }),
  define("_repr_html_(self)", (self) => {
    const rows = itemsIn(self).map(
      (set) => `<tr><td>${call(getAttribute(set, "_repr_html_"), []) as string}</td></tr>`,
    );
    return `<table>${rows.join("\n")}</table>`;
  }),
  define("delete_item(self, pos)", (self, pos) => {
    const sets = itemsIn(self);
    const index = asIndex(pos!) ?? 0;
    if (index >= sets.length || sets.length <= 1) return false;
    sets.splice(index, 1);
    return true;
  }),
  define("move_up(self, pos)", (self, pos) => move(self, pos!, -1)),
  define("move_down(self, pos)", (self, pos) => move(self, pos!, 1)),
  define("update_data(self)", (self) => {
    for (const set of itemsIn(self)) call(getAttribute(set, "run_command"), []);
    return null;
  }),
  define("update_color_cycle(self, source)", (self, source) => {
    as(self).attributes.set("color_source", source!);
    if (source !== null) for (const [i, set] of itemsIn(self).entries()) paint(set, source!, i);
    return null;
  }),
  handOut("set_simulated_data", "sim_data"),
  handOut("set_fom_data", "fom_data"),
  define("get_len(self)", (self) => BigInt(itemsIn(self).length)),
  get("name"),
  get("cols"),
  get("use"),
  get("use_error"),
  toggle("use_error"),
  toggle("use"),
  toggle("show"),
  define("show_items(self, positions)", (self, positions) => {
    const shown = new Set(itemsOf(positions!).map(asIndex));
    for (const [i, set] of itemsIn(self).entries()) as(set).setAttribute("show", shown.has(i));
    return null;
  }),
  define("set_name(self, pos, name)", (self, pos, name) => {
    at(self, pos!).setAttribute("name", name!);
    return null;
  }),
  define("get_data_as_asciitable(self, indices=)", asciiTable),
  ["widget", new Property(new Builtin("widget", () => refused("widget", NO_PLOT)))],
  ...refusals({
    export_data_to_files: NO_SAVE,
    write_h5group: NO_SAVE,
    read_h5group: NO_SAVE,
    h5_write_free_dict: NO_SAVE,
    h5_read_free_dict: NO_SAVE,
    plot: NO_PLOT,
    _repr_ipyw_: NO_PLOT,
    _ipyw_change: NO_PLOT,
    _ipyw_add: NO_PLOT,
  }),
];
