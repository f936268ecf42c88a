/**
 * SLD_calculations(z, item, sample, instrument) of mag_refl: what the probe sees of a
 * sample, and its moments, against the depth. Without slicing it is drawn from error
 * functions (profile.ts, quantities.ts), at z where that is given; of a sliced sample each slice is drawn,
 * with both its faces. The curves have GenX's names, which are not the same in both:
 *
 *     x-ray                Re sld_c, Im sld_c                        r_e/Å³
 *     x-ray simpl. anis.   and Re sld_m, Im sld_m, mag_dens          μB/Å³ for moments
 *     x-ray anis.          Re sl_xx … Im sl_zz                       χ · π/(λ² r_e)
 *     neutron pol, tof     sld_n, mag_dens; sliced abs_n             fm/Å³, barn/Å³
 *     … spin flip          and mag_dens_x, mag_dens_y
 *
 * sld_n is complex, without slicing by the absorption at the instrument's wavelength. sld_m is the part of the
 * moment along the beam, but of a sliced sample all of it, as in GenX.
 */
import { CHI } from "../../kernels/anisotropic-medium.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { repr, truth } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute, row } from "../base/script-values.ts";
import { wavelengthOf } from "../specular/probes.ts";
import { magneticLayers } from "./layer-values.ts";
import { type Drawn, drawAll, profileDepths } from "./profile.ts";
import { Quantities } from "./quantities.ts";
import { SLICE, slicesOf, slicingOf, tensor } from "./slices.ts";

/** @param probe  name of a member of ProbeTheory */
export function magneticSld(z: Value, item: Value, sample: PyObject, instrument: PyObject, probe: string): Value {
  const wavelength = wavelengthOf(instrument);
  const sliced = truth(attribute(sample, "slicing"));
  const curves = sliced ? slicedCurves(sample, wavelength, probe) : plainCurves(z, sample, wavelength, probe);
  if (item === null || item === "all") return curves;
  const found = curves.get(item);
  if (found !== undefined) return found;
  const names = [...curves.entries.values()].map(({ key }) => key).join(", ");
  throw pyError("ValueError", `there is no ${repr(item)} in an SLD profile: it has ${names}`);
}

function plainCurves(z: Value, sample: PyObject, wavelength: number, probe: string): PyDict {
  const { values } = magneticLayers(sample);
  const depth = z === null ? profileDepths(values) : row(z, "z");
  const wanted = plainNames(probe, new Quantities(sample, values, wavelength));
  const drawn = drawAll(
    values,
    wanted.map(([, each]) => each),
    depth,
  );
  const curves = new PyDict();
  wanted.forEach(([names, { complex }], n) => {
    if (typeof names === "string" && complex) curves.set(names, new NdArray("complex128", [depth.length], drawn[n]!));
    else for (const [part, name] of [names].flat().entries()) curves.set(name, column(drawn[n]!, part, 2));
  });
  curves.set("z", z instanceof NdArray ? z : NdArray.fromFloats(depth));
  curves.set("SLD unit", PLAIN_UNITS[probe]!);
  return curves;
}

/** What is drawn for a probe, and what Re and Im are called, or both together. */
function plainNames(probe: string, quantities: Quantities): [string | readonly [string, string], Drawn][] {
  const charge = [["Re sld_c", "Im sld_c"], quantities.charge()] as const;
  const moment = ["mag_dens", quantities.moment()] as const;
  switch (probe) {
    case "xray_iso":
      return [[...charge]];
    case "xray_simple_aniso":
      return [[...charge], [["Re sld_m", "Im sld_m"], quantities.circular()], [...moment]];
    case "xray_aniso":
      return ELEMENTS.map((element) => [
        [`Re sl_${element}`, `Im sl_${element}`],
        quantities.tensor(axis(element[0]), axis(element[1])),
      ]);
    case "npolsf":
      return [
        ["sld_n", quantities.nuclear()],
        [...moment],
        ["mag_dens_x", quantities.momentAlong(0)],
        ["mag_dens_y", quantities.momentAlong(1)],
      ];
    default:
      return [["sld_n", quantities.nuclear()], [...moment]];
  }
}

function axis(name: string | undefined): 0 | 1 | 2 {
  return name === "x" ? 0 : name === "y" ? 1 : 2;
}

function slicedCurves(sample: PyObject, wavelength: number, probe: string): PyDict {
  const wavelengths = Float64Array.of(wavelength);
  const slices = slicesOf(magneticLayers(sample), slicingOf(sample), wavelengths, probe !== "xray_simple_aniso");
  const { count, thickness, start, values } = slices;
  const table = allocate(2 * values.length);
  const z = allocate(2 * count);
  let height = 0;
  for (let k = 0; k < count; k++) {
    const slice = values.subarray(k * SLICE.size, (k + 1) * SLICE.size);
    table.set(slice, 2 * k * SLICE.size);
    table.set(slice, (2 * k + 1) * SLICE.size);
    z[2 * k] = height + start;
    height += thickness[k]!;
    z[2 * k + 1] = height + start;
  }
  const curves = curvesOf(probe, table);
  if (probe in ABSORBING) curves.set("abs_n", column(table, SLICE.absorption));
  curves.set("z", NdArray.fromFloats(z));
  curves.set("SLD unit", SLICED_UNITS[probe]!);
  return curves;
}

const ABSORBING = { npol: true, ntofpol: true, npolsf: true };

const CHARGE = "r_{e}/\\AA^{3}";
const CHARGE_AND_MOMENT = "r_{e}/\\AA^{3},\\,\\mu_{B}/\\AA^{3}";
const TENSOR_UNIT = "r_e/\\AA^{3}";
const NEUTRON = "fm/\\AA^{3}, \\mu_{B}/\\AA^{3}";
const NEUTRON_SLICED = "fm/\\AA^{3}, b/\\AA^{3},\\,\\mu_{B}/\\AA^{3}";

/** As GenX writes them. */
const PLAIN_UNITS: Readonly<Record<string, string>> = {
  xray_iso: CHARGE_AND_MOMENT,
  xray_simple_aniso: CHARGE_AND_MOMENT,
  xray_aniso: TENSOR_UNIT,
  npol: NEUTRON,
  ntofpol: NEUTRON,
  npolsf: NEUTRON,
};
const SLICED_UNITS: Readonly<Record<string, string>> = {
  xray_iso: CHARGE,
  xray_simple_aniso: CHARGE_AND_MOMENT,
  xray_aniso: TENSOR_UNIT,
  npol: NEUTRON_SLICED,
  ntofpol: NEUTRON_SLICED,
  npolsf: NEUTRON_SLICED,
};

/** @param table  float[n][28]  SLICE records */
function curvesOf(probe: string, table: Float64Array): PyDict {
  const curves = new PyDict();
  const add = (name: string, offset: number) => curves.set(name, column(table, offset));
  if (probe === "xray_aniso") return tensorCurves(table);
  if (probe.startsWith("xray")) {
    add("Re sld_c", SLICE.chargeRe);
    add("Im sld_c", SLICE.chargeIm);
    if (probe === "xray_iso") return curves;
    add("Re sld_m", SLICE.circularRe);
    add("Im sld_m", SLICE.circularIm);
    add("mag_dens", SLICE.moment);
    return curves;
  }
  curves.set("sld_n", complexColumn(table, SLICE.nuclearRe));
  add("mag_dens", SLICE.moment);
  if (probe !== "npolsf") return curves;
  add("mag_dens_x", SLICE.momentX);
  add("mag_dens_y", SLICE.momentY);
  return curves;
}

const ELEMENTS = ["xx", "xy", "xz", "yy", "yz", "zz"] as const;

function tensorCurves(table: Float64Array): PyDict {
  const count = table.length / SLICE.size;
  const all = allocate(count * CHI.size);
  for (let i = 0; i < count; i++) tensor(table, i * SLICE.size, all.subarray(i * CHI.size, (i + 1) * CHI.size));
  const curves = new PyDict();
  for (const [part, name] of ["Re", "Im"].entries()) {
    for (const element of ELEMENTS) curves.set(`${name} sl_${element}`, column(all, CHI[element] + part, CHI.size));
  }
  return curves;
}

function column(table: Float64Array, offset: number, size: number = SLICE.size): NdArray {
  const out = allocate(table.length / size);
  for (let i = 0; i < out.length; i++) out[i] = table[i * size + offset]!;
  return NdArray.fromFloats(out);
}

function complexColumn(table: Float64Array, offset: number): NdArray {
  const count = table.length / SLICE.size;
  const out = allocate(2 * count);
  for (let i = 0; i < count; i++) {
    out[2 * i] = table[i * SLICE.size + offset]!;
    out[2 * i + 1] = table[i * SLICE.size + offset + 1]!;
  }
  return new NdArray("complex128", [count], out);
}
