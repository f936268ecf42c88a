/**
 * GenX's DataSet as a script sees it: `data[0].x`, `data[0].res`,
 * `data[0].extra_data["h"]`, `data[0].run_command()`. It has every attribute and method of
 * GenX's class (test/golden/data lists them): columns and commands do what they do there,
 * plot settings are plain values, and what would read or write a file or draw is refused.
 *
 * The columns are copies of the project's, and the same array object every time, so that a
 * model may keep what it worked out for an x.
 */
import type { Column, DataSet, Meta } from "../gx/project.ts";
import type { Program } from "../python/compile/program.ts";
import { asPyError, exceptionOf } from "../python/exceptions.ts";
import { LIBRARY } from "../python/modules/index.ts";
import { NdArray } from "../python/numpy/array.ts";
import { define } from "../python/numpy/signature.ts";
import {
  binary,
  call,
  compare,
  equals,
  findAttribute,
  getAttribute,
  hashKey,
  itemsOf,
  length,
  same,
  str,
  truth,
} from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import { PyClass, PyObject } from "../python/values/class.ts";
import { Property, StaticMethod } from "../python/values/descriptors.ts";
import { PyDict } from "../python/values/dict.ts";
import { PyError, pyError } from "../python/values/error.ts";
import type { Module } from "../python/values/module.ts";
import { PyList, PyTuple } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { commandProgram, errorFunctions, RMS } from "./commands.ts";
import { floats } from "./floats.ts";

/** A class of its own for each script: a script may add to it. */
export function dataSetClass(): PyClass {
  const cls = new PyClass("DataSet", [], new Map([...METHODS, ...defaults(), ...constants()]));
  cls.members.set(...define("__init__(self, name=, copy_from=)", (self, name, from) => start(as(self), name, from)));
  cls.members.set(
    ...define("copy(self)", (self) => {
      const copy = cls.call([], new Map()) as PyObject;
      copyFrom(copy, self!);
      return copy;
    }),
  );
  return cls;
}

/** The project's data set, as an object of the class. */
export function dataSetObject(cls: PyClass, set: DataSet): PyObject {
  const made = new PyObject(cls);
  const style: [string, Value][] = Object.entries(STYLES).map(([name, key]) => {
    const value = set.style[key];
    const integer = typeof value === "number" && Number.isInteger(value);
    if (Array.isArray(value))
      return [name, new PyTuple(key === "cols" ? value.map((n) => BigInt(Math.trunc(n))) : value)];
    return [name, integer ? BigInt(value) : value];
  });
  const own: [string, Value][] = [
    ["x", array(set.x)],
    ["y", array(set.y)],
    ["error", array(set.error)],
    ["x_raw", array(set.xRaw)],
    ["y_raw", array(set.yRaw)],
    ["error_raw", array(set.errorRaw)],
    ["y_sim", array(set.ySim)],
    ["y_fom", array(set.yFom)],
    ["extra_data", new ExtraColumns(set.extra)],
    ["extra_data_raw", new ExtraColumns(set.extraRaw)],
    ["x_command", set.commands.x],
    ["y_command", set.commands.y],
    ["error_command", set.commands.error],
    ["extra_commands", PyDict.of(Object.entries(set.commands.extra))],
    ["name", set.name],
    ["use", set.use],
    ["show", set.show],
    ["use_error", set.useError],
    ...style,
    ["meta", set.meta === undefined ? metaOf(NO_META) : metaOf(set.meta)],
    ["plot_setting_names", names(PLOT_SETTINGS)],
  ];
  for (const [name, value] of own) made.attributes.set(name, value);
  return made;
}

/** How a file, a window or another program is refused, wherever `data` is asked for one. */
export function refused(what: string, advice: string): never {
  throw pyError(
    "OSError",
    `${what} is not supported: a script neither reads nor writes files here, nor draws. ${advice}`,
  );
}

/** The name and the body of each thing that is refused. */
export function refusals(table: Readonly<Record<string, string>>): [string, Builtin][] {
  return Object.entries(table).map(([name, advice]) => [name, new Builtin(name, () => refused(name, advice))]);
}

export const NO_PLOT = "Leave the line out: report.html shows the data and the curves.";
export const NO_SAVE = "Leave the line out: best.hgx and results.h5 hold the data and the curves.";

/** What the script's class stands for, as an instance. */
export function as(self: Value | undefined): PyObject {
  if (self instanceof PyObject) return self;
  throw pyError("TypeError", "descriptor requires an instance of a class");
}

// Attributes

const STYLES = {
  cols: "cols",
  data_color: "dataColor",
  data_symbol: "dataSymbol",
  data_symbolsize: "dataSymbolSize",
  data_linetype: "dataLineType",
  data_linethickness: "dataLineThickness",
  sim_color: "simColor",
  sim_symbol: "simSymbol",
  sim_symbolsize: "simSymbolSize",
  sim_linetype: "simLineType",
  sim_linethickness: "simLineThickness",
} as const;
const PLOT_SETTINGS = ["color", "symbol", "symbolsize", "linetype", "linethickness"];

/** Orso's form with nothing filled in: what GenX has where a file says nothing. */
const NO_META: Meta = {
  data_source: {
    owner: { name: null, affiliation: null },
    experiment: { title: null, instrument: null, start_date: null, probe: null },
    sample: { name: null },
    measurement: {
      instrument_settings: {
        incident_angle: { magnitude: null },
        wavelength: { magnitude: null },
        polarization: "unpolarized",
      },
      data_files: [],
    },
  },
  reduction: { software: { name: null } },
  columns: [{ name: "Qz", unit: "1/angstrom" }, { name: "R" }],
};

function metaOf(meta: Meta): Value {
  if (Array.isArray(meta)) return new PyList(meta.map(metaOf));
  if (meta === null || typeof meta !== "object") return meta;
  return PyDict.of(Object.entries(meta).map(([name, value]) => [name, metaOf(value)]));
}

const names = (list: readonly string[]) => new PyList([...list]);
const row = (...values: number[]) => NdArray.fromFloats(Float64Array.from(values));

/** What a new data set has, each time anew. */
function defaults(): [string, Value][] {
  return [
    ...["x", "x_raw", "y", "y_raw", "error", "error_raw", "y_sim", "y_fom"].map((name): [string, Value] => [
      name,
      row(),
    ]),
    ["x_command", "x"],
    ["y_command", "y"],
    ["error_command", "e"],
    ...["extra_commands", "extra_data", "extra_data_raw"].map((name): [string, Value] => [name, new PyDict()]),
    ["show", true],
    ["name", "New Data"],
    ["use", true],
    ["use_error", false],
    ["cols", new PyTuple([0n, 1n, 1n])],
    ["data_color", new PyTuple([0, 0, 1])],
    ["data_symbol", "o"],
    ["data_symbolsize", 4n],
    ["data_linetype", "-"],
    ["data_linethickness", 2n],
    ["sim_color", new PyTuple([1, 0, 0])],
    ["sim_symbol", ""],
    ["sim_symbolsize", 1n],
    ["sim_linetype", "-"],
    ["sim_linethickness", 2n],
    ["meta", metaOf(NO_META)],
  ];
}

/** Of the class alone. */
function constants(): [string, Value][] {
  return [
    ["simulation_params", new PyList([0.01, 6.01, 600n])],
    ["h5group_name", "datasets"],
    [
      "_group_attr",
      PyDict.of([
        ["NX_class", "NXdata"],
        ["signal", "y"],
        ["axes", "x"],
        ["auxiliary_signals", names(["y_sim"])],
      ]),
    ],
    ["_export_ignore", names([])],
  ];
}

function array({ values, imaginary, type }: Column): NdArray {
  if (!imaginary) return new NdArray(type === "int64" ? "int64" : "float64", [values.length], values.slice());
  const interleaved = new Float64Array(2 * values.length);
  values.forEach((re, i) => {
    interleaved[2 * i] = re;
    interleaved[2 * i + 1] = imaginary[i]!;
  });
  return new NdArray("complex128", [values.length], interleaved);
}

function start(self: PyObject, name: Value | undefined, from: Value | undefined): null {
  for (const [each, value] of defaults()) self.attributes.set(each, value);
  self.attributes.set("plot_setting_names", names(PLOT_SETTINGS));
  if (name !== undefined && name !== "") self.attributes.set("name", name);
  if (from !== undefined && truth(from)) {
    for (const each of ["use", "use_error", ...Object.keys(STYLES)])
      self.attributes.set(each, getAttribute(from, each));
  }
  runAll(self);
  return null;
}

/** GenX's copy: the arrays themselves, not their content; `cols` and `meta` stay those of a new data set. */
function copyFrom(self: PyObject, from: Value): void {
  const taken =
    "name x y y_sim error x_raw y_raw error_raw extra_data extra_commands x_command y_command error_command show use use_error";
  const styles = Object.keys(STYLES).filter((name) => name !== "cols");
  for (const name of [...taken.split(" "), ...styles]) self.attributes.set(name, getAttribute(from, name));
  // Raw extra columns are copies of the ones that are fitted.
  const extra = self.attributes.get("extra_data");
  self.attributes.set("extra_data_raw", extra instanceof PyDict ? extra.copy() : new PyDict());
}

/** A dict whose missing keys are told beside those that are there. */
class ExtraColumns extends PyDict {
  constructor(columns: Readonly<Record<string, Column>>) {
    super();
    for (const [name, column] of Object.entries(columns)) this.set(name, array(column));
  }
  override getItem(key: Value): Value {
    const found = this.get(key);
    if (found === undefined) throw withColumns(new PyError("KeyError", [key]), this);
    return found;
  }
}

function withColumns(error: PyError, columns: PyDict): PyError {
  const known = [...columns.entries.values()].map(({ key }) => str(key));
  error.advice =
    known.length === 0
      ? "The data set has no extra columns. GenX fills them when it loads data: their names are those of its data loader."
      : `The extra columns of the data set are ${known.join(", ")}.`;
  return error;
}

/** An extra column by its name, `res`, or with `_raw`, as a file stores it. */
function extraColumn(self: PyObject, name: string): Value {
  const found = dictionary(self, "extra_data").get(name);
  if (found !== undefined) return found;
  const raw = dictionary(self, "extra_data_raw");
  // GenX strips the letters of "_raw", which takes more than that from some names.
  const stored = raw.get(name.replace(/_raw$/, "")) ?? raw.get(name.replace(/[_raw]+$/, ""));
  if (stored !== undefined) return stored;
  const known = [...dictionary(self, "extra_data").entries.values()].map(({ key }) => str(key));
  const columns = known.length === 0 ? "it has no extra columns" : `its extra columns are ${known.join(", ")}`;
  throw pyError("AttributeError", `'DataSet' object has no attribute '${name}'; ${columns}`);
}

function dictionary(self: PyObject, name: string): PyDict {
  const found = self.attributes.get(name);
  return found instanceof PyDict ? found : new PyDict();
}

// Commands

const programs = new WeakMap<PyObject, Program>();

/** Evaluates a command as GenX does, on what the data set holds now. */
function evaluate(self: PyObject, command: string, more: readonly (readonly [string, Value])[] = []): Value {
  let program = programs.get(self);
  if (!program)
    programs.set(self, (program = commandProgram(`data commands of ${str(self.getAttribute("name") ?? "")}`)));
  for (const [name, raw] of Object.entries({ x: "x_raw", y: "y_raw", e: "error_raw" })) {
    program.set(name, getAttribute(self, raw));
  }
  for (const { key, value } of dictionary(self, "extra_data_raw").entries.values()) program.set(str(key), value);
  for (const [name, value] of more) program.set(name, value);
  return program.evaluateInside(command);
}

function run(self: PyObject, target: "x" | "y" | "error"): null {
  const more = target === "error" ? slopes(getAttribute(self, "x"), getAttribute(self, "y")) : [];
  self.setAttribute(target, evaluate(self, str(getAttribute(self, `${target}_command`)), more));
  return null;
}

function slopes(x: Value, y: Value): [string, Value][] {
  const [over, of] = [floats(x), floats(y)];
  return over && of ? errorFunctions(over, of) : [];
}

function runExtra(self: PyObject): null {
  const commands = dictionary(self, "extra_commands");
  for (const { key } of dictionary(self, "extra_data_raw").entries.values()) {
    if (commands.get(key) === undefined) commands.set(key, key);
    dictionary(self, "extra_data").set(key, evaluate(self, str(commands.get(key)!)));
  }
  const resolution = dictionary(self, "extra_data").get("res");
  if (resolution !== undefined) self.attributes.set("res", resolution);
  return null;
}

/** Where nothing was loaded and no command of the user's makes x, x is that of a simulation without data. */
function runAll(self: PyObject): null {
  if (length(getAttribute(self, "x_raw")) === 0 && getAttribute(self, "x_command") === "x") return simulateOnly(self);
  run(self, "x");
  run(self, "y");
  run(self, "error");
  return runExtra(self);
}

function simulateOnly(self: PyObject): null {
  const numpy = LIBRARY.get("numpy")!() as Module;
  const x = call(numpy.members.get("linspace")!, itemsOf(getAttribute(self, "simulation_params")));
  self.setAttribute("x", x);
  self.setAttribute("y", binary("*", Number.NaN, x));
  self.setAttribute("error", binary("*", Number.NaN, x));
  for (const { key } of dictionary(self, "extra_data_raw").entries.values()) {
    dictionary(self, "extra_data").set(key, binary("*", x, 0));
  }
  return null;
}

/** What is wrong with commands, as text; "" when nothing is. */
function tryCommands(self: PyObject, commands: PyDict): string {
  let wrong = "";
  const found = new Map<string, Value>();
  const attempt = (name: string, more: readonly (readonly [string, Value])[] = []) => {
    const command = str(commands.getItem(name));
    if (command === "") return;
    try {
      found.set(name, evaluate(self, command, more));
    } catch (error) {
      const raised = asPyError(error);
      if (!raised) throw error;
      wrong += `Error in evaluating ${name} expression.\n\nPython output:\n${str(exceptionOf(raised))}\n`;
    }
  };
  attempt("x");
  attempt("y");
  attempt("e", slopes(found.get("x") ?? getAttribute(self, "x_raw"), found.get("y") ?? getAttribute(self, "y_raw")));
  for (const { key } of dictionary(self, "extra_commands").entries.values())
    if (commands.contains(key)) attempt(str(key));
  if (wrong !== "") return wrong;
  const raw = { x: "x_raw", y: "y_raw", e: "error_raw" };
  for (const [name, stored] of Object.entries(raw)) if (!found.has(name)) found.set(name, getAttribute(self, stored));
  const shape = getAttribute(found.get("x")!, "shape");
  if ([...found.values()].every((value) => equals(getAttribute(value, "shape"), shape))) return "";
  const order = ["x", "y", "e", ...[...found.keys()].filter((name) => !(name in raw))];
  const lengths = order.map((name) => `len(${name}) = ${length(found.get(name)!)}`);
  return `The resulting arrays are not of the same size:\n${lengths.join(", ")}`;
}

// Methods

type Side = "data" | "sim";

function plotItems(self: PyObject, side: Side): PyDict {
  const value = (name: string) => getAttribute(self, `${side}_${name}`);
  const colour = new PyTuple(itemsOf(value("color")).map((part) => binary("*", part, 255n)));
  return PyDict.of(PLOT_SETTINGS.map((name) => [name, name === "color" ? colour : value(name)]));
}

function setPlotItems(self: PyObject, side: Side, items: Value): null {
  for (const name of itemsOf(getAttribute(self, "plot_setting_names")).map(str)) {
    const value = (items as PyDict).getItem(name);
    if (value === null) continue;
    const colour = name === "color" && typeof value !== "string";
    const stored = colour ? new PyTuple(itemsOf(value).map((part) => binary("/", part, 255))) : value;
    self.setAttribute(`${side}_${name}`, stored);
  }
  return null;
}

/** For a plot of the script's own, which does not happen here. */
function plotKeywords(side: Side): Property {
  const keys = { color: "color", lw: "linethickness", ls: "linetype", marker: "symbol", ms: "symbolsize" };
  return new Property(
    new Builtin(`${side}_kwds`, ([self]) =>
      PyDict.of(Object.entries(keys).map(([key, name]) => [key, getAttribute(self!, `${side}_${name}`)])),
    ),
  );
}

function equal(self: PyObject, other: Value | undefined): boolean {
  if (!(other instanceof PyObject) || other.cls.name !== self.cls.name) return false;
  const both = (name: string): [Value, Value] => [getAttribute(self, name), getAttribute(other, name)];
  const plain = ["use", "x_command", "y_command", "error_command", "name"];
  if (!plain.every((name) => equals(...both(name)))) return false;
  const extra = [...dictionary(self, "extra_data_raw").entries.values()].every(
    ({ key, value }) =>
      sameColumn(value, dictionary(other, "extra_data_raw").getItem(key)) &&
      same(dictionary(self, "extra_commands").getItem(key), dictionary(other, "extra_commands").getItem(key)),
  );
  return extra && ["x_raw", "y_raw", "error_raw"].every((name) => sameColumn(...both(name)));
}

function sameColumn(a: Value, b: Value): boolean {
  if (length(a) !== length(b)) return false;
  const all = findAttribute(compare("==", a, b), "all");
  return all === undefined ? equals(a, b) : truth(call(all, []));
}

const text = (self: PyObject, name: string) => str(getAttribute(self, name));

function html(self: PyObject): string {
  const items = ["name", "show", "use", "use_error"];
  const cells = (tag: string, list: readonly string[]) =>
    `<tr>${list.map((item) => `<${tag}>${item}</${tag}>`).join("")}</tr>`;
  const commands: [string, string][] = [
    ...["x", "y", "error"].map((name): [string, string] => [name, text(self, `${name}_command`)]),
    ...[...dictionary(self, "extra_commands").entries.values()].map(({ key, value }): [string, string] => [
      str(key),
      str(value),
    ]),
  ];
  const rows = [
    cells("th", items),
    cells(
      "td",
      items.map((name) => text(self, name)),
    ),
    ...commands.map((pair) => cells("td", pair)),
  ];
  return `<table>${rows.join("\n")}</table>`;
}

const METHODS: readonly [string, Value][] = [
  define("__getattr__(self, name)", (self, name) => extraColumn(as(self), str(name!))),
  define("__eq__(self, other)", (self, other) => equal(as(self), other)),
  define("__repr__(self)", (self) => {
    const [name, show, use, error] = ["name", "show", "use", "use_error"].map((each) => text(as(self), each));
    return `DataSet(name=${name!.padEnd(15)}, show=${show}, use=${use}, error=${error})`;
  }),
  define("_repr_html_(self)", (self) => html(as(self))),
  define("init_defaults(self)", (self) => {
    for (const [name, value] of defaults()) as(self).attributes.set(name, value);
    return null;
  }),
  define("safe_copy(self, new_set)", (self, from) => {
    copyFrom(as(self), from!);
    return null;
  }),
  define("has_data(self)", (self) => length(getAttribute(self!, "x_raw")) > 0),
  define("get_extra_data_names(self)", (self) => new PyList(itemsOf(getAttribute(self!, "extra_data")))),
  define("get_extra_data(self, name)", (self, name) => {
    const found = dictionary(as(self), "extra_data").get(name!);
    if (found !== undefined) return found;
    const message = `Can not find extra data with name ${str(name!)}`;
    throw withColumns(new PyError("LookupError", [message]), dictionary(as(self), "extra_data"));
  }),
  define("set_extra_data(self, name, value, command=)", (self, name, value, command) => {
    if (["x", "y", "e"].includes(str(name!))) {
      throw new PyError("KeyError", ["The extra data can not support the keynames x, y or e."]);
    }
    hashKey(name!);
    dictionary(as(self), "extra_data").set(name!, value!);
    dictionary(as(self), "extra_data_raw").set(name!, value!);
    const given = command !== undefined && truth(command);
    dictionary(as(self), "extra_commands").set(name!, given ? command : str(name!));
    return null;
  }),
  define("run_x_command(self)", (self) => run(as(self), "x")),
  define("run_y_command(self)", (self) => run(as(self), "y")),
  define("run_error_command(self)", (self) => run(as(self), "error")),
  define("run_extra_commands(self)", (self) => runExtra(as(self))),
  define("run_command(self)", (self) => runAll(as(self))),
  define("set_simulation(self)", (self) => simulateOnly(as(self))),
  define("try_commands(self, command_dict)", (self, commands) => tryCommands(as(self), commands as PyDict)),
  define("get_commands(self)", (self) => {
    const of = (name: string) => getAttribute(self!, `${name}_command`);
    const commands = PyDict.of([
      ["x", of("x")],
      ["y", of("y")],
      ["e", of("error")],
    ]);
    commands.update(dictionary(as(self), "extra_commands"));
    return commands;
  }),
  define("set_commands(self, command_dict)", (self, given) => {
    const commands = given as PyDict;
    for (const [key, name] of Object.entries({ x: "x", y: "y", e: "error" })) {
      if (commands.getItem(key) !== "") as(self).setAttribute(`${name}_command`, commands.getItem(key));
    }
    const extra = dictionary(as(self), "extra_commands");
    for (const { key, value } of commands.entries.values())
      if (extra.contains(key) && value !== "") extra.set(key, value);
    return null;
  }),
  define("set_simulated_data(self, simulated_data)", (self, values) => {
    as(self).setAttribute("y_sim", values!);
    return null;
  }),
  define("set_fom_data(self, fom_data)", (self, values) => {
    as(self).setAttribute("y_fom", values!);
    return null;
  }),
  define("set_show(self, val)", (self, value) => {
    as(self).setAttribute("show", truth(value!));
    return null;
  }),
  define("get_sim_plot_items(self)", (self) => plotItems(as(self), "sim")),
  define("get_data_plot_items(self)", (self) => plotItems(as(self), "data")),
  define("set_sim_plot_items(self, pars)", (self, items) => setPlotItems(as(self), "sim", items!)),
  define("set_data_plot_items(self, pars)", (self, items) => setPlotItems(as(self), "data", items!)),
  ["data_kwds", plotKeywords("data")],
  ["sim_kwds", plotKeywords("sim")],
  ["rms", new StaticMethod(RMS)],
  ["widget", new Property(new Builtin("widget", () => refused("widget", NO_PLOT)))],
  ...refusals({
    loadfile: "Load the data in GenX and save the model: a .gx or .hgx holds them.",
    save_file: NO_SAVE,
    write_h5group: NO_SAVE,
    read_h5group: NO_SAVE,
    h5_write_free_dict: NO_SAVE,
    h5_read_free_dict: NO_SAVE,
    _repr_ipyw_: NO_PLOT,
    _ipyw_change: NO_PLOT,
    _ipyw_change_color: NO_PLOT,
    _ipyw_command: NO_PLOT,
  }),
];
