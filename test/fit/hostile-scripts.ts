/**
 * Scripts that ask for too much: of the models, of Python's objects, of numpy. Each is a script's whole
 * text but for `Sim`, which answers `curve(d.x)`. hostile-scripts.test.ts runs them with a small budget in the gate;
 * `node test/fit/time-hostile.ts` as `npm run simulate` does, each in a process of its own, and measures.
 */
export type Scripts = Record<string, string>;

const SIM = "\ndef Sim(data): return [curve(d.x) for d in data]\n";
const NX = `import numpy as np
import models.MODULE as model
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', I0=1.0, res=0.01)
air = model.Layer(d=0, f=0j, dens=1.0)
wafer = model.Layer(d=0, f=14.0+0.1j, dens=0.05, sigma=2)
film = model.Layer(d=10, f=8.0+0.1j, dens=0.05, sigma=3)
def S(n, *layers, **k): return model.Stack(Layers=list(layers), Repetitions=n, **k)
def sample(*stacks, **k): return model.Sample(Stacks=list(stacks), Ambient=air, Substrate=wafer, **k)
def I(**k):
  for name, value in k.items(): setattr(inst, name, value)
def curve(x): return s.SimSpecular(x, inst)
`;
const of = (module: string) => (text: string) => NX.replace("MODULE", module) + text + SIM;
const nx = of("spec_nx");
const inhom = of("spec_inhom");
const adaptive = of("spec_adaptive");
const magnetic = (text: string) => of("mag_refl")(text).replace("probe='x-ray', ", "").replace(", res=0.01", "");
const diffuse = (text: string) => of("interdiff")(text).replace("probe='x-ray', ", "");
const rods = (text: string) => `import numpy as np
import models.sxrd as model
beam = model.Instrument(wavel=0.8, alpha=0.6)
cell = model.UnitCell(3.9, 3.9, 3.9, 90, 90, 90)
bulk = model.Slab()
bulk.add_atom('Si', 'si', 0.0, 0.0, 0.0, 0.001, 1.0)
top = model.Slab(c=1.0)
top.add_atom('O', 'o', 0.5, 0.5, 0.0, 0.001, 1.0)
one = np.ones(1)
${text}${SIM}`;
/** Python and numpy alone: it runs when the file is opened. */
const plain = (text: string) => `import numpy as np\n${text}\ncurve = lambda x: x * 0 + 1${SIM}`;

const PROFILE = "\ndef curve(x):\n  s.SimSLD(None, None, inst)\n  return x * 0 + 1";
const MANY = "s = sample(*[S(1, film)] * 3000000)";
const EMPTY = "s = sample(S(10**9))";

const LAYERS: Scripts = {
  "no layers, repeated": nx(EMPTY),
  "no layers, repeated a million million times": nx("s = sample(S(10**12))"),
  "no layers, repeated, of spec_inhom": inhom(EMPTY),
  "no layers, repeated, of spec_adaptive": adaptive(EMPTY),
  "no layers, repeated, of mag_refl": magnetic(EMPTY),
  "no layers, repeated, of interdiff": diffuse(EMPTY),
  "no layers, repeated, drawn": nx(EMPTY + PROFILE),
  "no layers, repeated, asked for their parameters": nx(
    `${EMPTY}\ndef curve(x):\n  s.resolveLayerParameters()\n  return x * 0 + 1`,
  ),
  "many stacks without layers": nx("s = sample(*[S(10**9)] * 3000000)"),
  "many stacks": nx(MANY),
  "many stacks of spec_inhom": inhom(MANY),
  "many stacks of spec_adaptive": adaptive(MANY),
  "many stacks of mag_refl": magnetic(MANY),
  "many stacks of interdiff": diffuse(MANY),
  "many stacks, drawn": nx(MANY + PROFILE),
  "many stacks for no points": nx(`${MANY}\ndef curve(x):\n  while True: s.SimSpecular(np.array([]), inst)`),
  "many stacks, asked for their parameters": nx(
    `${MANY}\ndef curve(x):\n  s.resolveLayerParameters()\n  return x * 0 + 1`,
  ),
  "a layer repeated": nx("s = sample(S(10**9, film))"),
  "a layer repeated ten million times": nx("s = sample(S(10**7, film))"),
  "a layer repeated ten million times, of spec_inhom": inhom("s = sample(S(10**7, film))"),
  "a layer repeated ten million times, of spec_adaptive": adaptive("s = sample(S(10**7, film))"),
  "a layer repeated ten million times, of mag_refl": magnetic("s = sample(S(10**7, film))"),
  "a layer repeated ten million times, of interdiff": diffuse("s = sample(S(10**7, film))"),
  "a layer repeated, asked for": nx("s = sample(S(10**9, film))\ndef curve(x): return s.resolveLayerParameters().d"),
  "a layer repeated, of spec_inhom, asked for": inhom(
    "s = S(10**7, film)\ndef curve(x): return s.resolveLayerParameter('d')",
  ),
  "repetitions that are no number": nx("s = sample(S(float('nan'), film))"),
  "endless repetitions": nx("s = sample(S(float('inf'), film))"),
  "repetitions of 1e300": inhom("s = sample(S(1e300, film))"),
  "repetitions below 0": nx("s = sample(S(-10**9, film))"),
  "a layer of a hundred thousand layers": nx("s = sample(S(1000, *[film] * 1000))"),
  "a stack that grows at each evaluation": nx(
    "stack = S(1, film)\ns = sample(stack)\ndef curve(x):\n  while True:\n    stack.Repetitions *= 2\n    s.SimSpecular(x, inst)",
  ),
  "simulations without end": nx("s = sample(S(100, film))\ndef curve(x):\n  while True: s.SimSpecular(x, inst)"),
  "simulations without end, of no points": nx(
    "s = sample(S(10000, film))\nnone = np.array([])\ndef curve(x):\n  while True: s.SimSpecular(none, inst)",
  ),
  "a supermirror of many periods": inhom("s = sample(S(1e9, film, wafer, beta_sm=1.0))"),
  "a supermirror of many pairs": inhom("s = sample(S(10**7, film, wafer, beta_sm=-0.9))"),
  "a supermirror of no layers": inhom("s = sample(S(10**9, beta_sm=-0.9))"),
  "many steps of thickness": inhom("s = sample(S(1, film), sigma_inhom=5.0, steps_inhom=10**8)"),
  "a million steps of thickness": inhom("s = sample(S(10, film), sigma_inhom=5.0, steps_inhom=10**6)"),
};

const PROFILES: Scripts = {
  "a thick layer, drawn": nx(`film.d = 1e9\ns = sample(S(1, film))${PROFILE}`),
  "a layer of 5e7 Å, drawn": nx(`film.d = 5e7\ns = sample(S(1, film))${PROFILE}`),
  "a layer of 1e300 Å, drawn": nx(`film.d = 1e300\ns = sample(S(1, film))${PROFILE}`),
  "an endless layer, drawn": nx(`film.d = float('inf')\ns = sample(S(1, film))${PROFILE}`),
  "a layer of no thickness in numbers, drawn": nx(`film.d = float('nan')\ns = sample(S(1, film))${PROFILE}`),
  "a rough layer, drawn": nx(`film.sigma = 1e9\ns = sample(S(1, film))${PROFILE}`),
  "many layers, drawn": nx(`s = sample(S(10**5, film), crop_sld=0)${PROFILE}`),
  "a drawing on many points": nx(
    "s = sample(S(1000, film), crop_sld=0)\nz = np.arange(10**7)\ndef curve(x):\n  s.SimSLD(z, None, inst)\n  return x",
  ),
  "drawings that are kept": nx(
    "film.d = 1e6\ns = sample(S(1, film))\nkept = []\ndef curve(x):\n  while True: kept.append(s.SimSLD(None, None, inst))",
  ),
  "a thick layer of spec_inhom, drawn": inhom(`film.d = 1e9\ns = sample(S(1, film))${PROFILE}`),
  "a thick layer of spec_adaptive": adaptive("film.d = 1e9\ns = sample(S(1, film))"),
  "a layer of 1e6 Å of spec_adaptive": adaptive("film.d = 1e6\ns = sample(S(1, film))"),
  "tiny steps of spec_adaptive": adaptive("s = sample(S(1, film), minimal_steps=1e-9)"),
  "small steps of spec_adaptive": adaptive("s = sample(S(1, film), minimal_steps=1e-5)"),
  "slabs of nothing of spec_adaptive": adaptive(
    "s = sample(S(100, film), max_diff_x=0.0, max_diff_n=0.0, minimal_steps=0.01)",
  ),
  "many elements of spec_adaptive": adaptive("s = sample(*[S(1, film, Element=i) for i in range(3000)])"),
  "a thick layer of mag_refl, drawn": magnetic(`film.d = 1e9\ns = sample(S(1, film))${PROFILE}`),
  "a thick layer of mag_refl, sliced": magnetic("film.d = 1e9\ns = sample(S(1, film), slicing=True)"),
  "a layer of 1e6 Å of mag_refl, sliced": magnetic("film.d = 1e6\ns = sample(S(1, film), slicing=True)"),
  "thin slices of mag_refl": magnetic("s = sample(S(1, film), slicing=True, slice_depth=1e-9)"),
  "slices of mag_refl that are merged": magnetic("film.d = 3e5\ns = sample(S(1, film), slicing=True, compress='yes')"),
  "a wide buffer of mag_refl": magnetic("s = sample(S(1, film), slicing=True, sld_buffer=1e9)"),
  "many roughnesses of mag_refl": magnetic("s = sample(S(1, film), slicing=True, sld_mult=1e9)"),
  "many layers of mag_refl, sliced": magnetic("s = sample(S(3000, film), slicing=True)"),
  "many layers of mag_refl, drawn": magnetic(`s = sample(S(10**5, film))${PROFILE}`),
  "a thick layer of interdiff, drawn": diffuse(`film.d = 1e9\ns = sample(S(1, film))${PROFILE}`),
};

const INSTRUMENTS: Scripts = {
  "many points of the resolution": nx(
    "I(restype='full conv and varying res.', respoints=10**9)\ns = sample(S(1, film))",
  ),
  "a million points of the resolution": nx(
    "I(restype='full conv and varying res.', respoints=10**6)\ns = sample(S(1, film))",
  ),
  "a wide range of the resolution": nx("I(restype='fast conv', resintrange=1e12)\ns = sample(S(1, film))"),
  "a wide resolution": nx("I(restype='fast conv', res=1e9)\ns = sample(S(1, film))"),
  "a wide resolution that varies": nx("I(restype='fast conv + varying res.', res=1e9)\ns = sample(S(1, film))"),
  "an endless resolution": nx("I(restype='fast conv', res=float('inf'))\ns = sample(S(1, film))"),
  "a resolution of half a point": nx("I(restype='full conv and varying res.', respoints=0.5)\ns = sample(S(1, film))"),
  "many points with a resolution": nx(
    "I(restype='fast conv + varying res.', res=1e3)\ns = sample(S(1, film))\nq = np.arange(10**5) * 1e-5\ndef curve(x): return s.SimSpecular(q, inst)",
  ),
  "many points": nx(
    "s = sample(S(1, film))\nq = np.arange(2 * 10**7) * 1e-7\ndef curve(x): return s.SimSpecular(q, inst)",
  ),
  "many points with a Gaussian beam": nx(
    "I(footype='gauss beam')\ns = sample(S(1, film))\nq = np.arange(10**7) * 1e-8\ndef curve(x):\n  while True: s.SimSpecular(q, inst)",
  ),
  "many points of neutrons that flip": nx(
    "inst.probe = 'neutron pol spin flip'\nfilm.magn_ang = 30\nfilm.magn = 1\ns = sample(S(1000, film))\nq = np.arange(10**5) * 1e-5\ndef curve(x): return s.SimSpecular(q, inst)",
  ),
  "a resolution of a script that is long": nx(
    "from models.lib.resolution import *\ns = sample(S(1, film))\nclass R(ResolutionBase):\n  def __call__(self, x, n, r): return np.ones(10**8), np.ones((10**8, 1))\ninst.restype = R()",
  ),
  "many terms of diffuse scattering": diffuse(
    "inst.taylor_n = 10**9\ns = sample(S(1, film), eta_x=300., eta_z=100., h=0.5)\ndef curve(x): return s.SimOffSpecular(x, x, inst)",
  ),
  "a thousand terms of diffuse scattering": diffuse(
    "inst.taylor_n = 1000\ns = sample(S(1000, film), eta_x=300., eta_z=100., h=0.5)\nq = np.arange(10**5) * 1e-5 + 0.01\ndef curve(x): return s.SimOffSpecular(q, q * 0.1, inst)",
  ),
  "layers below each other": diffuse(
    "film.d = -1\ns = sample(S(10**6, film), eta_x=300., eta_z=100., h=0.5)\ndef curve(x): return s.SimOffSpecular(x, x, inst)",
  ),
  "a narrow step of diffuse scattering": diffuse(
    "inst.restype = 'fast conv'\ninst.res = 1e6\ns = sample(S(1, film), eta_x=300., eta_z=100., h=0.5)\ndef curve(x): return s.SimOffSpecular(x, x, inst)",
  ),
};

const RODS: Scripts = {
  "many slabs": rods("s = model.Sample(beam, bulk, [top] * 10**7, cell)\ncurve = lambda x: abs(s.calc_f(one, one, x))"),
  "a hundred thousand slabs": rods(
    "s = model.Sample(beam, bulk, [top] * 10**5, cell)\nq = np.arange(10**4) * 1e-3\ncurve = lambda x: abs(s.calc_f(q * 0, q * 0, q))",
  ),
  "many slabs of their own": rods(
    "s = model.Sample(beam, bulk, [top.copy() for i in range(10**6)], cell)\ncurve = lambda x: abs(s.calc_f(one, one, one))",
  ),
  "many atoms": rods("for i in range(10**6): top.add_atom('A' + str(i), 'o', 0., 0., 0., 0., 1.)\ncurve = lambda x: x"),
  "many points of many rods": rods(
    "s = model.Sample(beam, bulk, [top], cell)\nq = np.arange(10**7) * 1e-3\ncurve = lambda x: abs(s.calc_f(q, q, q))",
  ),
  "a large cell": rods(
    "cell = model.UnitCell(1e300, 1e300, 1e300, 90, 90, 90)\ns = model.Sample(beam, bulk, [top], cell)\ncurve = lambda x: abs(s.calc_f(x * 0, x * 0, x))",
  ),
  "many symmetry operations": rods(
    "s = model.Sample(beam, bulk, [top], cell)\nfrom models.symmetries import *\nsym = SymTrans()\ns.set_surface_sym([sym] * 10**7)\ncurve = lambda x: abs(s.calc_f(x * 0, x * 0, x))",
  ),
  "many domains": `import models.sxrd2 as model\nbeam = model.Instrument(wavel=0.8, alpha=0.6)\ncell = model.UnitCell(3.9, 3.9, 3.9, 90, 90, 90)\ns = model.Sample(beam, [model.Domain(model.Slab(), [model.Slab()], cell)] * 10**7)\ncurve = lambda x: s.calc_f(x, x, x)${SIM}`,
};

const OBJECTS: Scripts = {
  "a dict of many keys": plain("d = dict.fromkeys(range(17000000))"),
  "a dict of many lists": plain("d = {i: [i] for i in range(10**7)}"),
  "a set of many": plain("d = set(range(17000000))"),
  "a union of sets": plain("d = set(range(4 * 10**6))\nwhile True: d = d | {max(d) + 1 + i for i in range(2 * 10**6)}"),
  closures: plain("f = [lambda i=i: i for i in range(10**7)]"),
  objects: plain("class A:\n  def __init__(self): self.x = [1]\na = [A() for i in range(10**7)]"),
  attributes: plain("class A: pass\na = A()\nfor i in range(10**7): setattr(a, 'x' + str(i), i)"),
  "globals by the million": plain("for i in range(10**7): globals()['x%d' % i] = i"),
  tuples: plain("t = [(i, i) for i in range(10**7)]"),
  "nested tuples": plain("t = ()\nfor i in range(10**8): t = (t, i)"),
  "generators by the million": plain("def g(): yield 1\nx = [g() for i in range(10**7)]"),
  "iterators by the million": plain("x = [iter([]) for i in range(10**7)]"),
  "bound methods": plain("x = [[].append for i in range(10**7)]"),
  ranges: plain("x = [range(i) for i in range(10**7)]"),
  "complex numbers": plain("x = [complex(i, i) for i in range(10**7)]"),
  "long ints": plain("x = [3**1000 + i for i in range(10**7)]"),
  texts: plain("x = [str(i) * 10 for i in range(10**7)]"),
  "texts of a text": plain("x = ('a,' * 3 * 10**7).split(',')"),
  "lines of a text": plain("x = ('a\\n' * 3 * 10**7).splitlines()"),
  "characters of a text": plain("x = list('\\u1234' * 6 * 10**7)"),
  "a text replaced": plain("x = ('ab' * 3 * 10**7).replace('a', 'cc')"),
  "a long representation": plain("x = repr([1.5] * 4 * 10**7)"),
  "representations that are kept": plain("x = [repr(['a' * 1000] * 1000) for i in range(2000)]"),
  "long texts that are kept": plain("x = []\nwhile True: x.append('ab' * 10**6 + str(len(x)))"),
  "a list of a list": plain("x = [0] * 6 * 10**7\ny = x + x"),
  "a list that is sorted": plain("x = sorted([1.5] * 6 * 10**7)"),
  "a list that is sorted by a key": plain("x = sorted(range(10**7), key=lambda i: -i)"),
  "an array of a list": plain("x = np.array([1] * 6 * 10**7)"),
  "a list of an array": plain("x = np.arange(6 * 10**7).tolist()"),
  "numbers of an array": plain("x = list(np.arange(10**7))"),
  copies: plain(
    "from copy import deepcopy\nx = [[i] for i in range(10**6)]\nkept = []\nwhile True: kept.append(deepcopy(x))",
  ),
  "exceptions that are kept": plain("x = []\nwhile True:\n  try: 1/0\n  except Exception as e: x.append(e)"),
  "classes that are kept": plain("x = []\nwhile True: x.append(type('A', (), {}))"),
  "a counter of many": plain("from collections import Counter\nCounter(range(17000000)).most_common()"),
  "a deep copy of a long list": plain("from copy import deepcopy\ndeepcopy([1.5] * 5 * 10**7)"),
  "products that are kept": plain("from itertools import product\nx = list(product(range(1000), repeat=3))"),
  "a text in reverse": plain("x = list(reversed('a' * 6 * 10**7))"),
  "a dict in reverse": plain("x = list(reversed({i: 0 for i in range(10**5)}))"),
  "formatted numbers": plain("x = []\nwhile True: x.append(f'{len(x):0100d}')"),
  "the memory of a cache": plain(
    "from functools import lru_cache\n@lru_cache(None)\ndef f(i): return [i] * 100\nfor i in range(10**7): f(i)",
  ),
  "what one evaluation leaves to the next": `import numpy as np\nkept = []\ndef curve(x):\n  while True: kept.append([len(kept)])${SIM}`,
  "a penalty without end": `from models.utils import UserVars\ncp = UserVars()\ndef forever():\n  while True: pass\ncp._penalty_funcs.append(forever)\ncurve = lambda x: x * 0 + 1${SIM}`,
  "many penalties": `from models.utils import UserVars\ncp = UserVars()\ncp._penalty_funcs = [lambda: 1.0] * 6 * 10**7\ncurve = lambda x: x * 0 + 1${SIM}`,
};

const ARRAYS: Scripts = {
  "a large array": plain("x = np.zeros(10**8)"),
  "two large arrays": plain("x = np.ones(6 * 10**7)\ny = np.ones(6 * 10**7)\nz = np.ones(6 * 10**7)"),
  "small arrays that are kept": plain("x = []\nwhile True: x.append(np.ones(1000))"),
  "tiny arrays that are kept": plain("x = []\nwhile True: x.append(np.ones(3))"),
  "large arrays after small ones": plain(
    "x = [np.ones(1000) for i in range(80000)]\nx = 0\ny = [[0] * 1000 for i in range(80000)]\ny = 0\nz = [np.ones(10**7) for i in range(11)]",
  ),
  "arrays after lists": plain(
    "for k in range(3):\n  z = 0\n  x = [[0] * 1000 for i in range(70000)]\n  x = 0\n  z = [np.ones(10**7) for i in range(11)]",
  ),
  "a square of a row": plain("x = np.arange(10**5)\ny = x[:, None] * x"),
  "an outer product": plain("x = np.outer(np.ones(30000), np.ones(30000))"),
  "a tall stack": plain("x = np.ones((10**4, 10**3))\ny = np.concatenate([x] * 10**4)"),
  "a repeated array": plain("x = np.repeat(np.ones(10**4), 10**5)"),
  "a tiled array": plain("x = np.tile(np.ones(10**4), 10**5)"),
  "a mesh": plain("x = np.meshgrid(np.arange(10**4), np.arange(10**4))"),
  "a convolution": plain("x = np.convolve(np.ones(10**6), np.ones(10**6))"),
  "an interpolation": plain(
    "x = np.interp(np.arange(10**7), np.arange(10**7), np.arange(10**7))\nwhile True: x = np.interp(x, x, x)",
  ),
  "a sort of arrays": plain("x = np.argsort(np.arange(3 * 10**7))"),
  "an inverse": plain("x = np.linalg.inv(np.eye(3000))"),
  "random numbers": plain("x = np.random.rand(10**9)"),
  "a polynomial": plain("x = np.polyval(np.ones(10**5), np.ones(10**5))"),
  "a formula over an array": plain("x = np.ones(10**6)\nwhile True: x = np.sin(x) * np.exp(-x) + 1"),
};

export const HOSTILE: Record<string, Scripts> = {
  layers: LAYERS,
  profiles: PROFILES,
  instruments: INSTRUMENTS,
  rods: RODS,
  objects: OBJECTS,
  arrays: ARRAYS,
};
