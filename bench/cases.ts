/**
 * What is compared: a row of this table a case, and against which peers. The
 * counts are chosen so that a round of the slowest peer takes a second or two.
 */
import { fileURLToPath } from "node:url";

export type Peer = "genx" | "refnx" | "refl1d";

interface Common {
  name: string;
  about: string;
  file: string;
  peers: readonly Peer[];
  /** In the quick run too. */
  quick?: true;
  /** What the study before this project had for GenX, in the unit of the row: lowest and highest median. */
  study?: readonly [number, number];
}

export type Case = Common &
  (
    | { kind: "whole-fit"; generations: number; quickGenerations?: number }
    | { kind: "one-curve"; curves: number }
    | { kind: "start-up" }
  );

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const XRAY = file("cases/xray.gx");
const reference = (name: string) => file(`../test/golden/optimiser/${name}.gx`);

export const CASES: readonly Case[] = [
  {
    name: "whole-fit-xray",
    about: "3 layers, 200 points, 6 parameters, FOM log",
    kind: "whole-fit",
    file: XRAY,
    generations: 200,
    quickGenerations: 100,
    peers: ["genx", "refnx", "refl1d"],
    quick: true,
    study: [2206, 3321],
  },
  {
    name: "whole-fit-multilayer",
    about: "20 × 2 layers and a cap, 180 points, 8 parameters, FOM log",
    kind: "whole-fit",
    file: reference("op2_multilayer_8par"),
    generations: 20,
    peers: ["genx"],
  },
  {
    name: "whole-fit-periodic",
    about: "50 × 2 layers, 1000 points, 4 parameters, FOM log",
    kind: "whole-fit",
    file: file("cases/periodic.gx"),
    generations: 2,
    peers: ["genx"],
  },
  {
    name: "whole-fit-smeared",
    about: "2 layers, neutrons, 150 points smeared over 7, 6 parameters, FOM chi2bars",
    kind: "whole-fit",
    file: reference("op3_neutron_brush_6par"),
    generations: 20,
    peers: ["genx"],
  },
  {
    name: "whole-fit-spin-flip",
    about: "3 layers, moments at angles, 3 channels of 80 points, 6 parameters, FOM log",
    kind: "whole-fit",
    file: reference("op5_spinflip_6par"),
    generations: 30,
    peers: ["genx"],
  },
  {
    name: "whole-fit-soft",
    about: "soft_nx: a bilayer in three contrasts of 110 points, 3 parameters",
    kind: "whole-fit",
    file: file("../test/golden/genx/so03_three_contrasts.gx"),
    generations: 80,
    peers: ["genx"],
  },
  {
    name: "whole-fit-inhom",
    about: "spec_inhom: 2 × 2 layers of 12 thicknesses, 110 points smeared over 5, 3 parameters",
    kind: "whole-fit",
    file: file("../test/golden/genx/si10_inhom_empiric_PLD.gx"),
    generations: 4,
    peers: ["genx"],
  },
  {
    name: "whole-fit-adaptive",
    about: "spec_adaptive: two elements in some 100 slabs, 120 points, 3 parameters",
    kind: "whole-fit",
    file: file("../test/golden/genx/sa03_elements.gx"),
    generations: 3,
    peers: ["genx"],
  },
  {
    name: "whole-fit-interdiff",
    about: "interdiff: an offset scan of 85 points beside the specular rod, 2 × 2 layers, 2 parameters, FOM log",
    kind: "whole-fit",
    file: file("../test/golden/genx/id03_offset_scan.gx"),
    generations: 1,
    peers: ["genx"],
  },
  {
    name: "whole-fit-rods",
    about: "surface diffraction: 3 rods of 78 points, 3 cells on a bulk, 6 parameters, FOM R1",
    kind: "whole-fit",
    file: file("../test/golden/genx/sd01_sxrd_p4.gx"),
    generations: 15,
    peers: ["genx"],
  },
  {
    name: "whole-fit-anisotropic",
    about: "mag_refl: magnetic circular and linear dichroism, 2 layers, 4 channels of 90 points, 3 parameters",
    kind: "whole-fit",
    file: file("../test/golden/genx/mr04_aniso_circ.gx"),
    generations: 2,
    peers: ["genx"],
  },
  {
    name: "whole-fit-sliced",
    about: "mag_refl in some 40 merged slices, spin flip, 3 channels of 60 points, 3 parameters",
    kind: "whole-fit",
    file: file("../test/golden/genx/mr10_slicing_neutron_sf.gx"),
    generations: 20,
    peers: ["genx"],
  },
  {
    name: "one-curve",
    about: "a parameter set, then Sim: the curve of whole-fit-xray",
    kind: "one-curve",
    file: XRAY,
    curves: 5000,
    peers: ["genx"],
    quick: true,
    study: [1e6 / 149, 1e6 / 149],
  },
  {
    name: "start-up",
    about: "process start to first evaluation of whole-fit-xray, by the clock on the wall",
    kind: "start-up",
    file: XRAY,
    peers: ["genx"],
    quick: true,
    study: [1000 / 1466, 1000 / 1466],
  },
];
