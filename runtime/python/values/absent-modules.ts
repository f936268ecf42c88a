/**
 * Modules that scripts import and that are not here, with what to do instead: by what they
 * are for. A script that uses none of them runs with the import in it.
 */

/** Why something cannot be imported, and what to do. */
export interface ImportRefusal {
  /** Without a full stop. */
  readonly reason: string;
  readonly advice: string;
}

const DRAWING =
  "Leave the plot out: report.html draws the data, the curves and the profiles, and best.hgx opens in GenX.";
const FILES =
  "A script reads no file: write the numbers into the script, or load them in GenX as columns of a data set (extra columns are there as data[0].name).";
const MACHINE =
  "Leave the line out: a script computes its curves and reaches nothing else; a sweep uses all cores by itself.";
const WINDOWS = "Leave the window out: a script only computes, nobody sees it.";
const COMPILERS = "Leave the decorator or the import out: the script is compiled here anyway.";

const BY_PURPOSE: readonly (readonly [advice: string, modules: string])[] = [
  [DRAWING, "matplotlib pylab mpl_toolkits seaborn plotly bokeh pyqtgraph PIL cv2 imageio"],
  [
    FILES,
    "pandas h5py csv json pickle cPickle shelve glob pathlib shutil tempfile gzip zipfile configparser ConfigParser xlrd openpyxl yaml orsopy nexusformat",
  ],
  [
    MACHINE,
    "subprocess threading multiprocessing concurrent asyncio ctypes socket requests urllib urllib2 http signal logging importlib builtins __builtin__ atexit gc inspect traceback platform getpass",
  ],
  [WINDOWS, "wx tkinter Tkinter PyQt4 PyQt5 PyQt6 PySide2 PySide6 ipywidgets IPython tqdm"],
  [COMPILERS, "numba cython pyximport cffi jax torch tensorflow cupy"],
];

const FOURIER =
  "A convolution is numpy.convolve or scipy.signal.fftconvolve; another Fourier sum is to be written out, with numpy.exp and sum.";
const MATRICES = "Write an array of numpy: numpy.linalg and scipy.linalg have inv, solve, det and norm.";

/** Modules of scipy. */
const OF_SCIPY: readonly (readonly [advice: string, modules: string])[] = [
  [FOURIER, "fft fftpack"],
  [
    "Write the distances out with numpy: sqrt(sum((a - b)**2)) for two points, and a rotation as a matrix with dot.",
    "spatial",
  ],
  [
    "What it had is elsewhere: factorial, comb and logsumexp in scipy.special; a derivative is (f(x + h) - f(x - h))/(2*h).",
    "misc",
  ],
  ["scipy.optimize has least_squares, leastsq and curve_fit.", "odr"],
  ["scipy.stats, scipy.linalg and numpy have what a simulation needs: group the points yourself.", "cluster"],
  [MATRICES, "sparse"],
  [FILES, "io datasets"],
  [COMPILERS, "weave"],
];

const ADVICE: ReadonlyMap<string, string> = new Map(
  [
    ...BY_PURPOSE,
    ...OF_SCIPY.map(([advice, modules]) => [advice, modules.replace(/\S+/g, "scipy.$&")] as const),
  ].flatMap(([advice, modules]) => modules.split(" ").map((name) => [name, advice] as const)),
);

/** Whether it is known what to do without it. */
export function isKnownAbsent(name: string): boolean {
  return ADVICE.has(name);
}

/** Of any name that cannot be imported. */
export function absentModule(name: string): ImportRefusal {
  return {
    reason: `there is no module '${name}' here`,
    advice: `${ADVICE.get(name.split(".").slice(0, 2).join(".")) ?? ADVICE.get(name.split(".")[0]!) ?? unknown(name)} ${PAGE}`,
  };
}

function unknown(name: string): string {
  const can = "A script can import GenX's models, numpy, parts of scipy, and a few modules of Python's own.";
  if (/^(numpy|scipy)\./.test(name)) return `${can} Write what you use of ${name} into the script.`;
  return `${can} If ${name} is a file of yours, put what you use of it into the script.`;
}

const PAGE = "The whole subset is one page: docs/python-subset.md";
