/**
 * UserVars, the class in which scripts keep parameters of their own:
 *
 *     cp = UserVars()
 *     cp.new_var("oxide", 12.0)                       cp.oxide, cp.setOxide, cp.getOxide
 *     cp.new_sys_err("tilt", 0.0, error=0.02)         the same, and a penalty
 *
 * A systematic error biases the figure of merit as it leaves the value it was
 * made with:
 *
 *     penalty = weight · ( ((start − value) / error)² − correction )
 *
 * The setter is made once, when the variable is; calling it is one Map write,
 * because a fit does so at each evaluation.
 */
import { spend } from "../../python/budget.ts";
import { define } from "../../python/numpy/signature.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyObject } from "../../python/values/object.ts";
import { PyList } from "../../python/values/sequence.ts";
import { type Keywords, NO_KEYWORDS, PyValue, type Value } from "../../python/values/value.ts";
import { numberFrom } from "../materials/number-arguments.ts";

const CLASS_NAME = "UserVars";
const PENALTIES = "_penalty_funcs";

/** A class of its own for each script: a script may add to it. */
export function userVarsClass(): PyClass {
  return new PyClass(
    CLASS_NAME,
    [],
    new Map<string, Value>([
      define("__init__(self)", startPenalties),
      ["new_var", new Builtin("new_var", newVar)],
      ["newVar", new Builtin("newVar", newVar)],
      ["new_sys_err", new Builtin("new_sys_err", newSysErr)],
    ]),
  );
}

/** GenX goes by the name of the class, so a script's own class of that name counts and a subclass does not. */
export function isUserVars(value: Value): value is PyObject {
  return value instanceof PyObject && value.cls.name === CLASS_NAME;
}

/** What the systematic errors add to the figure of merit. */
export function penalties(instance: PyObject): number {
  const functions = instance.attributes.get(PENALTIES);
  if (!(functions instanceof PyList)) return 0;
  let sum = 0;
  for (const penalty of functions.items) {
    spend();
    if (penalty instanceof PyValue) sum += numberFrom(penalty.call([], NO_KEYWORDS), "a penalty");
  }
  return sum;
}

function startPenalties(self: Value | undefined): null {
  (self as PyObject).attributes.set(PENALTIES, new PyList([]));
  return null;
}

function newVar(args: Value[], keywords: Keywords): null {
  const [self, name, value] = take("new_var", ["name", "value"], args, keywords);
  addVariable(self as PyObject, name, value!);
  return null;
}

function newSysErr(args: Value[], keywords: Keywords): null {
  const names = ["name", "value", "error", "weight", "correction"];
  const [self, name, start, error, weight, correction] = take("new_sys_err", names, args, keywords, [1, 0]);
  const { attributes } = self as PyObject;
  const Name = addVariable(self as PyObject, name, start!);
  const [start0, error0, weight0, correction0] = [start, error, weight, correction].map((x) =>
    numberFrom(x, `${name}'s error`),
  );
  const penalty = new Builtin(`penalty${Name}`, () => {
    const pull = (start0! - numberFrom(attributes.get(name as string), `${name}`)) / error0!;
    return weight0! * (pull * pull - correction0!);
  });
  attributes.set(penalty.name, penalty);
  if (!attributes.has(PENALTIES)) startPenalties(self);
  (attributes.get(PENALTIES) as PyList).items.push(penalty);
  return null;
}

/** @returns the name with its first letter upper-cased, as it stands behind `set` and `get` */
function addVariable({ attributes }: PyObject, name: Value | undefined, value: Value): string {
  if (typeof name !== "string" || name === "")
    throw pyError("TypeError", "the name of a user variable is a text such as 'oxide'");
  const Name = name[0]!.toUpperCase() + name.slice(1);
  const setter = new Builtin(`set${Name}`, (args) => {
    attributes.set(name, args[0]!);
    return null;
  });
  const getter = new Builtin(`get${Name}`, () => attributes.get(name) ?? value);
  attributes.set(name, value);
  attributes.set(setter.name, setter);
  attributes.set(getter.name, getter);
  return Name;
}

/** Arguments by position or name; the last of them may be left out for `defaults`. */
function take(
  method: string,
  names: string[],
  args: Value[],
  keywords: Keywords,
  defaults: Value[] = [],
): (Value | undefined)[] {
  const missing = names.length - defaults.length;
  const values = names.map((name, i) => args[i + 1] ?? keywords.get(name) ?? defaults[i - missing]);
  const absent = names.find((_, i) => values[i] === undefined);
  if (absent) throw pyError("TypeError", `UserVars.${method}() needs an argument '${absent}'`);
  const stray = [...keywords.keys()].find((name) => !names.includes(name));
  if (stray || args.length > names.length + 1) {
    throw pyError("TypeError", `UserVars.${method}() takes ${names.join(", ")}${stray ? `, not '${stray}'` : ""}`);
  }
  return [args[0], ...values];
}
