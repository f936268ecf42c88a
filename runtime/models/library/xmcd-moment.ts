/**
 * `models.lib.xmcd_moment`: scattering factors of a 3d metal around its L edges, from the
 * moments of its ground state, for models.mag_refl:
 *
 *     edge = Spectrum2p(hs=0.4, soc=13.1)
 *     line = edge.add_component(el3=706.8, gamma=0.3, sigma=0.5, w000=3.2, w101=0.05, w011=1.9)
 *     edge.add_background("fe", el3=706.8, sigma=0.6)
 *     film = model.Layer(fr=edge.fres, fm1=edge.fm1, fm2=edge.fm2, …)
 *
 * Rows of the parameter table set `line.setW011`, `line.setEl3`, `edge.setSoc`, `edge.setW101`
 * and so on; a moment of a line is multiplied by that of the spectrum, over `norm_denom`.
 * The formulas are in xmcd-lines.ts and xmcd-background.ts.
 */

import { NdArray } from "../../python/numpy/array.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { define } from "../../python/numpy/signature.ts";
import { call, getAttribute, itemsOf, repr, setAttribute } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass, type PyObject } from "../../python/values/class.ts";
import { Complex } from "../../python/values/complex.ts";
import { Property } from "../../python/values/descriptors.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import { PyList, PyTuple } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { field, floatField, modelClass } from "../base/param-base.ts";
import { reflBases } from "../base/refl-base.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import { EnergyFunction } from "../materials/energy-function.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { elementwise } from "./elementwise.ts";
import { ELEMENT_NAMES, kramersKronig, StepBackground, stepAt } from "./xmcd-background.ts";
import { addSpectrum, type Component, L2, L3, MOMENTS, strength, voigt } from "./xmcd-lines.ts";

const USUAL = ["000", "110", "101", "011", "211", "202"];

export function xmcdMomentModule(modelParamBase: PyClass): Module {
  const { ReflBase } = reflBases(modelParamBase);
  const Background2p = backgroundClass(ReflBase);
  const SpectrumComponent = componentClass(ReflBase);
  return new Module(
    "models.lib.xmcd_moment",
    new Map<string, Value>([
      ["Spectrum2p", spectrumClass(ReflBase, SpectrumComponent, Background2p)],
      ["SpectrumComponent", SpectrumComponent],
      ["Background2p", Background2p],
      ["ModelGoering", goeringClass()],
      define("voigt(x, x_0, gamma, sigma)", (...given) => complexVoigt(given as Value[])),
      define("calc_h(xyz, j2, m2, a)", (xyz, j2, m2, a) => heightOf(xyz!, j2!, m2!, a!)),
      define("create_h_table(j2, xyz_values, a)", (j2, moments, a) => heights(j2!, moments!, a!)),
      define("calc_de(hs, j, l, s)", (...given) =>
        elementwise(
          given as Value[],
          (hs, j, l, s) => (hs * (j * (j + 1) + s * (s + 1) - l * (l + 1))) / (2 * j * (j + 1)),
        ),
      ),
      define("step_func(x, x0, sigma)", (...given) => elementwise(given as Value[], stepAt)),
      define("bkg_func(e, e_l3, e_l2, sigma, a0, a1, a2, a3, a4, a5)", (...given) =>
        elementwise(
          given as Value[],
          (e, l3, l2, sigma, a0, a1, a2, a3, a4, a5) =>
            a0! + a1! * e! + (a2! + a3! * e!) * stepAt(e!, l3!, sigma!) + (a4! + a5! * e!) * stepAt(e!, l2!, sigma!),
        ),
      ),
      define("kk_int(e, f2, Z=, e_min=, e_max=)", (e, f2, Z, from, to) => {
        const limit = (value: Value | undefined) =>
          value === undefined || value === null ? undefined : numberFrom(value, "a limit");
        const { energy, f1 } = kramersKronig(
          row(e!, "e"),
          row(f2!, "f2"),
          numberFrom(Z ?? 0, "Z"),
          limit(from),
          limit(to),
        );
        return new PyTuple([NdArray.fromFloats(energy), NdArray.fromFloats(f1)]);
      }),
    ]),
  );
}

/** Names of the moments, "101" for (1, 0, 1). */
function namesOf(moments: Value): string[] {
  return itemsOf(moments).map((xyz) => {
    const name = itemsOf(xyz)
      .map((part) => repr(part))
      .join("");
    if (MOMENTS.includes(name)) return name;
    throw pyError("ValueError", `there is no spectrum of the moment ${repr(xyz)}: known are ${MOMENTS.join(", ")}`);
  });
}

const usualMoments = () => new PyTuple(USUAL.map((name) => new PyTuple([...name].map((digit) => BigInt(digit)))));

/** `setW101` and `getW101` for each moment, on an array that the object keeps. */
function giveMoments(self: PyObject, weights: NdArray, names: readonly string[]): void {
  for (const [k, name] of names.entries()) {
    const set = (value: Value | undefined) => {
      weights.buffer[k] = numberFrom(value, `w${name}`);
      return null;
    };
    self.attributes.set(`setW${name}`, new Builtin(`setW${name}`, ([value]) => set(value)));
    self.attributes.set(`getW${name}`, new Builtin(`getW${name}`, () => weights.buffer[k]!));
  }
}

function spectrumClass(base: PyClass, Component: PyClass, Background: PyClass): PyClass {
  const finish = base.lookup("__post_init__")!;
  return modelClass(
    base,
    "Spectrum2p",
    [
      field("gsm", null, usualMoments),
      field("norm_denom", null, () => new PyTuple([1, 1, 1n, 1, 1, 1])),
      floatField("hs", 0),
      floatField("soc", 0),
      floatField("valid_e", 700),
    ],
    [
      new Builtin("__post_init__", ([given]) => {
        call(finish, [given!]);
        const self = given as PyObject;
        const names = namesOf(attribute(self, "gsm"));
        const denominators = cast(asArray(attribute(self, "norm_denom"), "float64"));
        if (denominators.size !== names.length)
          throw pyError("ValueError", "norm_denom needs one number for each moment of gsm");
        const global = NdArray.fromFloats(new Float64Array(names.length).fill(1));
        self.attributes.set("norm_denom", denominators);
        self.attributes.set("w_glob", global);
        self.attributes.set("components", new PyList([]));
        self.attributes.set("bkg", null);
        giveMoments(self, global, names);
        for (const [a, name] of ["fres", "fm1", "fm2"].entries()) self.attributes.set(name, factor(self, names, a));
        return null;
      }),
      new Builtin("add_component", ([self, ...rest], keywords) => {
        if (rest.length > 0)
          throw pyError("TypeError", "add_component() takes its arguments by their names: el3, gamma, sigma, w000, …");
        const made = Component.call(
          [],
          new Map<string, Value>([...keywords, ["spectra", self!], ["gsm", attribute(self!, "gsm")]]),
        );
        for (const [name, value] of keywords) if (/^w\d\d\d$/.test(name)) setAttribute(made, name, value);
        (attribute(self!, "components") as PyList).items.push(made);
        return made;
      }),
      new Builtin("add_background", ([self, ...args], keywords) => {
        const made = Background.call(
          [],
          new Map<string, Value>([
            ...keywords,
            ["parent", self!],
            ...args.map((value): [string, Value] => ["element", value]),
          ]),
        );
        (self as PyObject).attributes.set("bkg", made);
        return made;
      }),
      define("calc_spectra(self, energy, a)", (self, energy, a) =>
        call(lines(self as PyObject, namesOf(attribute(self!, "gsm")), numberFrom(a, "a")), [energy!]),
      )[1],
      ...["fres", "fm1", "fm2"].map(
        (name) => define(`calc_${name}(self, energy)`, (self, energy) => call(attribute(self!, name), [energy!]))[1],
      ),
    ],
  );
}

/** The spectrum without its background, a function of the energy. */
function lines(spectrum: PyObject, names: readonly string[], a: number): EnergyFunction {
  const sum = new Float64Array(2);
  return new EnergyFunction((energy) => {
    const [hs, soc] = [floatAttribute(spectrum, "hs"), floatAttribute(spectrum, "soc")];
    const global = row(attribute(spectrum, "w_glob"), "w_glob");
    const denominators = row(attribute(spectrum, "norm_denom"), "norm_denom");
    sum.fill(0);
    for (const each of itemsOf(attribute(spectrum, "components"))) {
      const own = row(attribute(each, "w"), "w");
      const component: Component = {
        edge: floatAttribute(each, "el3"),
        gamma: floatAttribute(each, "gamma"),
        sigma: floatAttribute(each, "sigma"),
        weights: names.map((_, k) => (own[k]! * global[k]!) / denominators[k]!),
      };
      addSpectrum(energy, component, names, hs, soc, a, sum);
    }
    return new Complex(sum[0]!, sum[1]!);
  });
}

/** The same with the background, which only the isotropic part has. */
function factor(spectrum: PyObject, names: readonly string[], a: number): EnergyFunction {
  const line = lines(spectrum, names, a);
  if (a > 0) return line;
  return new EnergyFunction((energy) => {
    const background = attribute(spectrum, "bkg");
    const f = line.at(energy);
    if (background === null) return f;
    const under = backgroundAt(background, energy);
    return new Complex(f.re + under.re, f.im + under.im);
  });
}

function componentClass(base: PyClass): PyClass {
  const finish = base.lookup("__post_init__")!;
  const cls = modelClass(
    base,
    "SpectrumComponent",
    [
      field("spectra", null, () => null),
      field("gsm", null, usualMoments),
      floatField("el3", 700),
      floatField("gamma", 1),
      floatField("sigma", 1),
    ],
    [
      new Builtin("__post_init__", ([given]) => {
        call(finish, [given!]);
        const self = given as PyObject;
        const names = namesOf(attribute(self, "gsm"));
        const weights = NdArray.fromFloats(new Float64Array(names.length));
        self.attributes.set("w", weights);
        giveMoments(self, weights, names);
        return null;
      }),
    ],
  );
  for (const name of MOMENTS) {
    const method = (start: string) =>
      new Builtin(start, ([self, ...rest]) => call(getAttribute(self!, `${start}W${name}`), rest));
    cls.members.set(`w${name}`, new Property(method("get"), method("set")));
  }
  return cls;
}

const BACKGROUND = "_steps";
const MOST_POINTS = 1e6;

/** What a Background2p has worked out from the tables. */
class Steps extends Builtin {
  readonly steps: StepBackground;
  constructor(steps: StepBackground) {
    super(BACKGROUND, () => null);
    this.steps = steps;
  }
}

function backgroundClass(base: PyClass): PyClass {
  const finish = base.lookup("__post_init__")!;
  const at = (self: Value) => new EnergyFunction((energy) => backgroundAt(self, energy));
  return modelClass(
    base,
    "Background2p",
    [
      field("parent", null, () => null),
      field("element", null, () => "fe"),
      floatField("el3", 710),
      floatField("sigma", 0.5),
      floatField("pre_edge", 100),
      floatField("post_edge", 100),
      floatField("de", 0.2),
      floatField("kk_emax", 15000),
    ],
    [
      new Builtin("__post_init__", ([given]) => {
        call(finish, [given!]);
        const self = given as PyObject;
        const element = String(attribute(self, "element")).toLowerCase();
        if (!ELEMENT_NAMES.includes(element)) {
          throw pyError(
            "NotImplementedError",
            `there is no background of ${element}: it is one of ${ELEMENT_NAMES.join(", ")}`,
          );
        }
        self.attributes.set("element", element);
        const [below, above, step, end] = ["pre_edge", "post_edge", "de", "kk_emax"].map((name) =>
          floatAttribute(self, name),
        );
        if (!(step! > 0) || !(end! / step! <= MOST_POINTS)) {
          throw pyError("ValueError", `kk_emax / de, the points of the integral, must be ${MOST_POINTS} at most`);
        }
        const region = { below: below!, above: above!, step: step!, end: end! };
        self.attributes.set(BACKGROUND, new Steps(new StepBackground(element, region)));
        return null;
      }),
      define("calc_f(self, energy)", (self, energy) => call(at(self!), [energy!]))[1],
      define("calc_abs(self, energy)", (self, energy) =>
        elementwise([energy!], (E) => -backgroundAt(self!, E, false).im),
      )[1],
    ],
  );
}

function backgroundAt(background: Value, energy: number, whole = true): Complex {
  const { steps } = attribute(background, BACKGROUND) as Steps;
  const L3 = floatAttribute(background, "el3");
  const L2 = L3 + floatAttribute(attribute(background, "parent"), "soc");
  const sigma = floatAttribute(background, "sigma");
  return new Complex(whole ? steps.dispersion(energy, L3, L2, sigma) : 0, -steps.absorption(energy, L3, L2, sigma));
}

/** One line and six moments, circular dichroism alone; the other sign of the imaginary part. */
function goeringClass(): PyClass {
  const numbers = ["gamma", "sigma", "soc", "hs", "e_L3"];
  const initial = [0.5, 0.1, 0, 0, 0];
  const fm1 = (self: PyObject) =>
    new EnergyFunction((energy) => {
      const [gamma, sigma, soc, hs, edge] = numbers.map((name) => floatAttribute(self, name));
      const weights = [...row(attribute(self, "w"), "w")];
      const sum = new Float64Array(2);
      addSpectrum(energy, { edge: edge!, gamma: gamma!, sigma: sigma!, weights }, USUAL, hs!, soc!, 1, sum);
      return new Complex(sum[0]!, -sum[1]!);
    });
  const arguments_ = [...USUAL.map((name) => `w${name}`), ...numbers, "valid_e"];
  const members: [string, Value][] = [
    define(`__init__(self, ${arguments_.map((name) => `${name}=`).join(", ")})`, (self, ...given) => {
      const { attributes } = self as PyObject;
      attributes.set(
        "w",
        NdArray.fromFloats(Float64Array.from(USUAL, (_, k) => numberFrom(given[k] ?? 0, arguments_[k]!))),
      );
      numbers.forEach((name, k) => void attributes.set(name, numberFrom(given[USUAL.length + k] ?? initial[k]!, name)));
      attributes.set("fm1", fm1(self as PyObject));
      return null;
    }),
    ...USUAL.map((name, k) =>
      define(`set_w${name}(self, val)`, (self, value) => {
        (attribute(self!, "w") as NdArray).buffer[k] = numberFrom(value, `w${name}`);
        return null;
      }),
    ),
    ...numbers.map((name) =>
      define(`set_${name === "e_L3" ? "eL3" : name}(self, val)`, (self, value) => {
        (self as PyObject).attributes.set(name, numberFrom(value, name));
        return null;
      }),
    ),
    define("calc_fm1(self, e)", (self, e) => call(attribute(self!, "fm1"), [e!])),
    define("xmcd(self, e)", (self, e) => getAttribute(call(attribute(self!, "fm1"), [e!]), "imag")),
    define("get_fm1(self)", (self) => attribute(self!, "fm1")),
  ];
  return new PyClass("ModelGoering", [], new Map(members));
}

/** voigt of numbers and arrays, as elementwise does it. */
function complexVoigt(given: readonly Value[]): Value {
  const out = new Float64Array(2);
  const part = (k: 0 | 1) =>
    elementwise(given, (x, x0, gamma, sigma) => {
      voigt(x! - x0!, gamma!, sigma!, out);
      return out[k]!;
    });
  const [re, im] = [asArray(part(0)), cast(asArray(part(1)))];
  const flat = cast(re).buffer;
  const pairs = new Float64Array(2 * flat.length);
  flat.forEach((value, i) => {
    pairs[2 * i] = value;
    pairs[2 * i + 1] = im.buffer[i]!;
  });
  return re.shape.length === 0 ? new Complex(pairs[0]!, pairs[1]!) : new NdArray("complex128", re.shape, pairs);
}

function heightOf(xyz: Value, j2: Value, m2: Value, a: Value): number {
  const [name] = namesOf(new PyList([xyz]));
  const [twiceJ, twiceM, kind] = [numberFrom(j2, "j2"), numberFrom(m2, "m2"), numberFrom(a, "a")];
  const edge = twiceJ === 3 ? L3 : twiceJ === 1 ? L2 : undefined;
  const m = (twiceM + twiceJ) / 2;
  if (!edge || !Number.isInteger(m) || m < 0 || m > twiceJ)
    throw pyError("ValueError", `j2 is 3 or 1 and m2 one of -j2, -j2 + 2, … j2: not ${twiceJ} and ${twiceM}`);
  if (![0, 1, 2].includes(kind)) throw pyError("ValueError", `a is 0, 1 or 2, not ${kind}`);
  return strength(name!, edge, m, kind);
}

/** float[2j + 1][moments] */
function heights(j2: Value, moments: Value, a: Value): NdArray {
  const twiceJ = numberFrom(j2, "j2");
  const all = itemsOf(moments);
  const values = Array.from({ length: twiceJ + 1 }, (_, m) => all.map((xyz) => heightOf(xyz, j2, 2 * m - twiceJ, a)));
  return new NdArray("float64", [twiceJ + 1, all.length], Float64Array.from(values.flat()));
}
