/**
 * ReflBase, StackBase and SampleBase: what the classes of all models of reflectivity
 * derive from, and a script's own may:
 *
 *     @dataclass
 *     class MySample(SampleBase):
 *         tilt: float = 0.0
 *     MySample.setSimulationFunctions({"Specular": my_function})     makes sample.SimSpecular(…, inst)
 *     sample.resolveLayerParameters().d                              of all layers, from the substrate up
 *     -sample                                                        seen through the substrate
 *
 * LayerBase and InstrumentBase, which GenX had until 3.5, are the same as ReflBase.
 */
import { spendItems } from "../../python/budget.ts";
import { define } from "../../python/numpy/signature.ts";
import { call, getAttribute, itemsOf, truth } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass, PyObject } from "../../python/values/class.ts";
import { ClassMethod, Property } from "../../python/values/descriptors.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { field, fieldsOf, modelClass, shallowCopy, wholeField } from "./param-base.ts";
import { attribute } from "./script-values.ts";

const INVERTED = "_is_inverted";
/** Where a class of samples has the class of what resolveLayerParameters returns. */
export const LAYER_PARAMETERS = "_layer_parameter_class";

export interface ReflBases {
  readonly ModelParamBase: PyClass;
  readonly ReflBase: PyClass;
  readonly StackBase: PyClass;
  readonly SampleBase: PyClass;
}

const made = new WeakMap<PyClass, ReflBases>();

/** The bases of one script's classes, the same ones at each call. @param base  its ModelParamBase, or what derives from it */
export function reflBases(base: PyClass): ReflBases {
  const ModelParamBase = base.mro.at(-1)!;
  const known = made.get(ModelParamBase);
  if (known) return known;
  const ReflBase = new PyClass("ReflBase", [ModelParamBase], new Map([["_parameters", PARAMETERS]]));
  const bases = {
    ModelParamBase,
    ReflBase,
    StackBase: modelClass(
      ReflBase,
      "StackBase",
      [field("Layers", null, () => new PyList([])), wholeField("Repetitions", 1n)],
      [RESOLVE_STACK],
    ),
    SampleBase: modelClass(
      ReflBase,
      "SampleBase",
      [
        field("Stacks", null, () => new PyList([])),
        field("Ambient", null, () => null),
        field("Substrate", null, () => null),
      ],
      [RESOLVE_SAMPLE, new Builtin("__neg__", ([self]) => inverted(self as PyObject))],
    ),
  };
  bases.SampleBase.members.set("setSimulationFunctions", SET_SIMULATIONS);
  made.set(ModelParamBase, bases);
  return bases;
}

/** True when the sample is seen from its substrate. */
export function isInverted(sample: PyObject): boolean {
  return truth(sample.attributes.get(INVERTED) ?? false);
}

/** The method Sim<Name>(…, inst) of a sample: calls simulation(…, sample, inst). */
export function simMethod(name: string, simulation: Value): Builtin {
  return new Builtin(`Sim${name}`, ([self, ...args]) => {
    const instrument = args.pop();
    if (instrument === undefined) throw pyError("TypeError", `Sim${name}() needs an instrument as its last argument`);
    return call(simulation, [...args, self!, instrument]);
  });
}

const PARAMETERS = new Property(
  new Builtin("_parameters", ([self]) => {
    const object = self as PyObject;
    return PyDict.of(fieldsOf(object.cls).map(({ name }) => [name, attribute(object, name)]));
  }),
);

const SET_SIMULATIONS = new ClassMethod(
  define("setSimulationFunctions(cls, sim_functions)", (cls, functions) => {
    for (const name of itemsOf(functions!)) {
      const method = simMethod(String(name), functions instanceof PyDict ? functions.get(name)! : null);
      (cls as PyClass).setAttribute(method.name, method);
    }
    return null;
  })[1],
);

const RESOLVE_STACK = define("resolveLayerParameter(self, name)", (self, name) => {
  return new PyList(layersOf(self!).map((layer) => getAttribute(layer, String(name))));
})[1];

/** A list for each field of a layer, from the substrate to the ambient; turned over where the sample is. */
const RESOLVE_SAMPLE = define("resolveLayerParameters(self)", (self) => {
  const sample = self as PyObject;
  const substrate = attribute(sample, "Substrate");
  if (!(substrate instanceof PyObject)) throw pyError("TypeError", "the sample has no substrate");
  const layers = [
    substrate,
    ...itemsOf(attribute(sample, "Stacks")).flatMap((stack) => layersOf(stack)),
    attribute(sample, "Ambient"),
  ];
  const lists = fieldsOf(substrate.cls).map(({ name }): [string, Value] => {
    const values = layers.map((layer) => getAttribute(layer, name));
    if (isInverted(sample)) {
      values.reverse();
      // A roughness is that of the upper face, which is now the lower one.
      if (name.startsWith("sigma")) values.splice(0, values.length, ...values.slice(1), 0);
    }
    return [name, new PyList(values)];
  });
  const cls = sample.cls.lookup(LAYER_PARAMETERS);
  if (!(cls instanceof PyClass)) return PyDict.of(lists);
  const result = new PyObject(cls);
  for (const [name, list] of lists) result.attributes.set(name, list);
  return result;
})[1];

/** Layers of a stack, as often as they come. */
function layersOf(stack: Value): Value[] {
  const layers = itemsOf(attribute(stack, "Layers"));
  const times = layers.length === 0 ? 0 : Math.max(0, Math.trunc(Number(attribute(stack, "Repetitions"))));
  spendItems(1 + times * layers.length, 24);
  return Array.from({ length: times }, () => layers).flat();
}

function inverted(sample: PyObject): Value {
  const copy = shallowCopy(sample);
  copy.attributes.set(INVERTED, !isInverted(sample));
  return copy;
}
