/** Scripts of problems, as a person would write them in GenX: layers of elements on silicon. */

export interface Film {
  /** Its name in the script. */
  name: string;
  element: string;
  thickness: number;
  density: number;
  roughness: number;
}

/** Formula units per Å³. */
export const DENSITIES: Readonly<Record<string, number>> = {
  Ta: 0.0553,
  Au: 0.059,
  Al: 0.0602,
  Cr: 0.0833,
  Ni: 0.0914,
  Ti: 0.0566,
  Fe: 0.0849,
  Pt: 0.0662,
  Cu: 0.0847,
  V: 0.0722,
  Nb: 0.0555,
  C: 0.1,
};

export function film(name: string, element: string, thickness: number, roughness: number): Film {
  return { name, element, thickness, roughness, density: DENSITIES[element]! };
}

export interface Beam {
  probe: "x-ray" | "neutron";
  background: number;
}

const layer = ({ name, element, thickness, density, roughness }: Film) =>
  `${name} = model.Layer(d=${thickness}, dens=${density}, sigma=${roughness}, f=fp.${element}, b=bc.${element})\n`;

/** @param stacks  from the substrate up; the films of each from the top down, so many times */
export function scriptOf(beam: Beam, stacks: readonly { films: readonly Film[]; repetitions?: number }[]): string {
  const wavelength = beam.probe === "x-ray" ? 1.54 : 5;
  const names = stacks.map(
    ({ films, repetitions = 1 }) =>
      `model.Stack(Layers=[${films
        .map(({ name }) => name)
        .toReversed()
        .join(", ")}], Repetitions=${repetitions})`,
  );
  return `from numpy import *
import models.spec_nx as model
from models.utils import UserVars, fp, bc
inst = model.Instrument(probe='${beam.probe}', wavelength=${wavelength}, coords='q', I0=1.0, res=0.002, restype='no conv', beamw=0.05, footype='no corr', samplelen=10.0, Ibkg=${beam.background})
fp.set_wavelength(${wavelength})
Amb = model.Layer(dens=0.0)
${stacks.flatMap(({ films }) => films.map(layer)).join("")}Sub = model.Layer(dens=0.0499, sigma=2.0, f=fp.Si, b=bc.Si)
sample = model.Sample(Stacks=[${names.join(", ")}], Ambient=Amb, Substrate=Sub)
cp = UserVars()
SLD = []
def Sim(data):
    return [sample.SimSpecular(d.x, inst) for d in data]
`;
}

export function between(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
