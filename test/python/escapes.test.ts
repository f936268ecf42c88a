/**
 * Known ways out of a sandbox, tried: those of Python (the class tree, frames,
 * code objects, formats) and those of JavaScript (prototypes, constructors,
 * native code called back in the middle of its work). A way is closed when the
 * script ends well or with a GxError, prints nothing of the host, and leaves
 * JavaScript's own objects and the next script as they were.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";

/** What no script may ever get to see. */
const HOST = /native code|\[object |\[Function|=>|function\s*\(|Symbol\(|undefined|node:|file:\/\/|runtime\//;

/** What the script prints, and the message of its error if it has one. */
function outcome(script: string): string {
  const lines: string[] = [];
  try {
    compileScript(script, {
      fileName: "fit.gx",
      modules: modelModules(),
      globals: new Map(),
      steps: 3e6,
      print: (line) => void lines.push(line),
    }).run();
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    lines.push(`${error.code} ${error.message.split("\n")[0]}`);
  }
  return lines.join("\n");
}

const PYTHON: Record<string, string> = {
  "the class tree": "print(().__class__.__bases__[0].__subclasses__())",
  "the class tree by __mro__": "print(''.__class__.__mro__[-1].__subclasses__())",
  "type.__subclasses__": "print(type.__subclasses__(object))",
  "globals of a function": "def f(): pass\nprint(f.__globals__)",
  "globals of a method": "class A:\n  def m(self): pass\nprint(A().m.__func__.__globals__)",
  "globals of a wrapped init": "import warnings\nprint(warnings.warn.__globals__)",
  "builtins by name": "print(__builtins__)",
  "builtins of a module": "import math\nprint(math.__loader__, math.__spec__)",
  "a code object": "def f(): pass\nprint(f.__code__.co_consts)",
  "a closure's cells": "def f():\n  x = 1\n  return lambda: x\nprint(f().__closure__[0].cell_contents)",
  "a generator's frame": "def g(): yield 1\nprint(g().gi_frame.f_back.f_globals)",
  "a coroutine's frame": "print((x for x in [1]).gi_code)",
  "an exception's frames": "try: 1/0\nexcept Exception as e: print(e.__traceback__.tb_frame.f_globals)",
  "an exception's cause": "try: int([].append)\nexcept Exception as e: print(e.__cause__, e.__context__)",
  "sys's frames and modules": "import sys\nprint(sys._getframe().f_back, sys.modules)",
  "os by another module": "import random\nprint(random._os.system('id'))",
  "numpy's ctypes": "import numpy as np\nprint(np.zeros(1).ctypes, np.ctypeslib)",
  "numpy's file functions": "import numpy as np\nnp.load('/etc/passwd', allow_pickle=True)",
  "numpy's loadtxt": "import numpy as np\nprint(np.loadtxt('/etc/passwd', dtype=str))",
  "numpy's fromfile": "import numpy as np\nprint(np.fromfile('/etc/passwd'))",
  "numpy's tofile": "import numpy as np\nnp.zeros(1).tofile('/tmp/escaped')",
  "numpy's memory map": "import numpy as np\nnp.memmap('/etc/passwd')",
  "numpy's strides": "import numpy as np\nnp.lib.stride_tricks.as_strided(np.zeros(1), (9,), (8,))",
  "a computed attribute": "print(getattr((), '__cla' + 'ss__').__base__)",
  "a format's attributes": "print('{0.__class__.__init__.__globals__}'.format(1))",
  "a format's items": "print('{0[__proto__]}'.format({}))",
  "a format's constructor": "print('{0.constructor}'.format([]))",
  "a format_map": "print('{constructor.constructor}'.format_map({}))",
  "an f-string": "print(f'{().__class__.__base__.__subclasses__()}')",
  "an f-string's spec": "x = 'constructor'\nprint(f'{[]:{x}}')",
  "a percent format with a mapping": "print('%(constructor)s %(__proto__)s' % {})",
  "a percent format with an object": "class M:\n  def __getitem__(self, k): return print\nprint('%(a)s' % M())",
  "an attrgetter": "from operator import attrgetter\nprint(attrgetter('__class__.__base__.__subclasses__')(1)())",
  "a method of another kind": "print(str.upper(5))",
  "a method of another kind, by dict": "print(vars(list)['append']({}, 1))",
  "a property of another kind": "print(property(lambda s: s).fget.__globals__)",
  "super of nothing": "print(super(int, 5).__init__.__self__)",
  "an import inside eval": "eval(\"__import__('os').system('id')\")",
  "an import inside exec": "exec('import subprocess')",
  "compile and exec": "exec(compile('1', '', 'exec'))",
  "an eval of an object": "class A:\n  def __str__(self): return '1'\neval(A())",
  "input and open": "print(open, input)",
  "a class with a hostile metaclass": "type('A', (type,), {})('B', (), {})",
  "type with other things": "type(1, 2, 3)",
  "type with no classes": "type('A', (1,), {})",
  "type with a builtin": "type('A', (int,), {'x': 1})()",
  "a dataclass of hostile names":
    "from dataclasses import dataclass\n@dataclass\nclass A:\n  __proto__: int = 1\n  constructor: int = 2\nprint(A(), A(constructor=5).constructor)",
  "an enum of hostile names":
    "from enum import Enum\nclass E(Enum):\n  constructor = 1\n  __proto__ = 2\nprint(E.constructor, E['constructor'], list(E))",
  "a named tuple of hostile names":
    "from collections import namedtuple\nT = namedtuple('T', 'constructor prototype')\nprint(T(1, 2).constructor)",
  "a partial's innards": "from functools import partial\nprint(partial(len).func.__self__)",
  "a module's __dict__": "import math\nprint(type(math.__dict__))",
  "a model's registry": "from models.utils import fp, bc\nprint(fp.constructor, bc.__proto__)",
  "an element named constructor": "from models.utils import fp\nprint(fp.constructor)",
  "an element named toString": "from models.utils import bc\nprint(bc.toString)",
  "a probe named constructor":
    "import models.spec_nx as m\nm.Instrument(probe='constructor', coords='__proto__', restype='toString')",
  "a dtype named constructor": "import numpy as np\nnp.zeros(3, dtype='constructor')",
  "a dtype named __proto__": "import numpy as np\nnp.zeros(3).astype('__proto__')",
  "a mode named constructor": "import numpy as np\nnp.convolve([1], [1], mode='constructor')",
  "a padding named constructor": "import numpy as np\nnp.pad([1, 2], 1, mode='constructor')",
  "an interpolation named constructor":
    "from scipy.interpolate import interp1d\ninterp1d([1, 2], [3, 4], kind='constructor')(1.5)",
  "a constant named constructor": "from scipy.constants import constructor",
  "a keyword named constructor": "import numpy as np\nnp.sum([1], constructor=1)",
  "a keyword named __proto__": "dict(**{'__proto__': 1, 'constructor': 2})['x']",
};

const JAVASCRIPT: Record<string, string> = {
  "hostile dict keys":
    "d = {}\nfor k in ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', '\\0n1', '\\0t']:\n  d[k] = k\nprint(len(d), d == dict(d), d.get('valueOf'))",
  "globals()['__proto__']": "globals()['__proto__'] = 5\nglobals()['constructor'] = 6\nprint(__proto__, constructor)",
  "setattr '__proto__'":
    "class A: pass\na = A()\nsetattr(a, '__proto__', {'polluted': 1})\nprint(hasattr(a, 'polluted'))",
  "writing a builtin class": "int.polluted = 1",
  "writing a builtin class by vars": "vars(str)['upper'] = lambda s: 'hacked'\nprint('a'.upper())",
  "writing object": "object.polluted = 1",
  "writing an exception class": "ValueError.__str__ = lambda s: 'hacked'",
  "deleting a builtin's method": "del str.upper",
  "writing type(None)": "type(None).polluted = 1",
  "writing type(lambda)": "type(lambda: 0).polluted = 1",
  "writing ndarray": "import numpy as np\nnp.ndarray.sum = lambda s: 'hacked'",
  "a key function that empties the list": "x = [3, 1, 2]\nx.sort(key=lambda v: x.clear() or v)\nprint(x)",
  "a comparison that empties the list":
    "class A:\n  def __lt__(self, o):\n    x.clear()\n    return True\nx = [A() for i in range(50)]\nx.sort()\nprint(len(x))",
  "an __eq__ that empties the list":
    "class A:\n  def __eq__(self, o):\n    x.clear()\n    return False\nx = [A(), A(), A()]\nprint(x.index(5) if 5 in x else 'no', x == [1, 2, 3], x.count(1))",
  "an __eq__ that empties the other list":
    "class A:\n  def __eq__(self, o):\n    y.clear()\n    return False\nx = [A()]*3\ny = [1]*3\nprint(x == y)\ny = [1]*3\nprint(x < y)",
  "an __eq__ that empties the list in index":
    "class A:\n  def __eq__(self, o):\n    x.clear()\n    return False\nx = [A(), A(), A()]\nx.index(5)",
  "an __eq__ that empties the list in remove":
    "class A:\n  def __eq__(self, o):\n    x.clear()\n    return True\nx = [A(), A()]\nx.remove(1)\nprint(x)",
  "reversed over a list that shrinks": "x = [1, 2, 3]\nr = reversed(x)\nx.clear()\nprint(list(r))",
  "a loop over a list that shrinks": "x = [1, 2, 3, 4]\nfor v in x:\n  print(v)\n  x.clear()",
  "a dict that grows in its loop": "d = {1: 1}\nfor k in d: d[k + 1] = 1",
  "a __hash__ that changes the dict":
    "d = {}\nclass A:\n  def __hash__(self):\n    d.clear()\n    return 1\n  def __eq__(self, o): return True\nd[A()] = 1\nd[A()] = 2\nprint(len(d))",
  "a __hash__ that gives an object": "class A:\n  def __hash__(self): return self\n{A(): 1}",
  "an __index__ that gives a text": "class A:\n  def __index__(self): return 'constructor'\nprint([1, 2][A()])",
  "an __index__ that gives NaN": "class A:\n  def __index__(self): return float('nan')\nprint([1, 2][A()], range(A()))",
  "an __index__ that empties the list":
    "class A:\n  def __index__(self):\n    x.clear()\n    return 0\nx = [1, 2, 3]\nx[A()] = 5\nprint(x)\nx = [1, 2]\nprint(x[A()])",
  "an __index__ that empties the list in pop":
    "class A:\n  def __index__(self):\n    x.clear()\n    return 0\nx = [1, 2, 3]\nprint(x.pop(A()))",
  "an __iter__ that gives itself":
    "class A:\n  def __iter__(self): return self\n  def __next__(self): return self\nx = iter(A())\nprint(next(x) is not None)",
  "an __iter__ that gives a number": "class A:\n  def __iter__(self): return 5\nlist(A())",
  "a __len__ that lies":
    "class A:\n  def __len__(self): return 10**18\n  def __getitem__(self, i): return 1\nimport numpy as np\nnp.array(A())",
  "a __len__ below zero": "class A:\n  def __len__(self): return -1\nlen(A())",
  "a __format__ that gives a list": "class A:\n  def __format__(self, s): return []\nprint(f'{A()}')",
  "a __repr__ that gives a number": "class A:\n  def __repr__(self): return 5\nprint(A())",
  "a __getattr__ for everything":
    "class A:\n  def __getattr__(self, n): return self\na = A()\nprint(a.b.c.d is a)\nimport numpy as np\nnp.sum(a)",
  "a __class__ that lies": "class A:\n  __class__ = list\nprint(isinstance(A(), list))\nA().append(1)",
  "a __call__ on the way":
    "class A:\n  def __call__(self, *a): return a\nprint(list(map(A(), [1])), sorted([2, 1], key=A()))",
  "a __del__ and a __new__": "class A:\n  def __new__(cls): return 5\nprint(A())",
  "a __float__ that gives a text": "class A:\n  def __float__(self): return 'x'\nfloat(A())",
  "a __bool__ that gives a list": "class A:\n  def __bool__(self): return []\nprint(bool(A()))",
  "a __eq__ in numpy": "import numpy as np\nclass A:\n  def __eq__(self, o): return o\nprint(np.zeros(2) == A())",
  "list methods without arguments": "for f in [[].append, [].insert, [].index, [].extend, [].remove]:\n  f()",
  "text methods without arguments": "''.join()",
  "a text method with another kind": "'a'.replace([], {})",
  "an insert without an item": "x = []\nx.insert(0)\nprint(x)",
  "arguments that are missing": "from functools import reduce\nreduce()",
  "a builtin without arguments": "print(map())",
  "zip of numbers": "zip(1, 2)",
  "chr out of range": "chr(-1)",
  "a %c out of range": "'%c' % -1",
  "a translate out of range": "'a'.translate({97: -5})",
  "a repeat count below zero": "print('a' * -5, [1] * -5)",
  "a width below zero": "print('a'.center(-5), 'a'.zfill(-1), '%-*d' % (-5, 1))",
  "a precision that is large": "print(len('%.200f' % 0.1), len(f'{0.1:.150e}'))",
  "a base out of range": "int('1', 99)",
  "an array index out of bounds": "import numpy as np\nnp.zeros(3)[5]",
  "an array index that is NaN": "import numpy as np\nnp.zeros(3)[float('nan')]",
  "an array of indices out of bounds": "import numpy as np\nnp.zeros(3)[[0, 7]]",
  "an array of NaN indices": "import numpy as np\nnp.zeros(3)[np.array([np.nan]).astype(int)]",
  "writing out of bounds": "import numpy as np\na = np.zeros(3)\na[np.array([2**40])] = 1",
  "take out of bounds": "import numpy as np\nnp.take(np.zeros(3), [-9, 9])",
  "a mask of another length": "import numpy as np\nnp.zeros(3)[np.ones(5) > 0]",
  "negative sizes": "import numpy as np\nnp.zeros(-1)",
  "a shape that overflows": "import numpy as np\nnp.zeros((2**31, 2**31, 4))",
  "a shape of zeros and much": "import numpy as np\nprint(np.zeros((0, 10**12)).sum())",
  "a reshape that overflows": "import numpy as np\nnp.zeros(6).reshape(-1, 2**60)",
  "a reshape to nothing": "import numpy as np\nnp.zeros(6).reshape(-1, 0)",
  "reading a view while writing it":
    "import numpy as np\na = np.arange(9)\na[1:] = a[:-1]\na[::2] += a[::-2]\nprint(a)",
  "a view that outlives its array": "import numpy as np\ndef f(): return np.arange(5)[1:3]\nprint(f())",
  "a list that holds itself, as an array": "import numpy as np\nx = []\nx.append(x)\nnp.array(x)",
  "bins that are no numbers": "import numpy as np\nnp.histogram([1, 2], bins=float('nan'))",
  "a mode with an object": "import numpy as np\nnp.convolve([1], [1], mode=[])",
  "an axis that is an object": "import numpy as np\nnp.sum([1], axis=object())",
  "a function over an axis that lies":
    "import numpy as np\nprint(np.apply_along_axis(lambda v: v[:int(v[0])], 0, np.array([[1., 2.], [3., 4.]])))",
  "a layer with an object": "import models.spec_nx as m\nm.Layer(d=object())",
  "a layer of a huge number of repetitions":
    "import models.spec_nx as m\nimport numpy as np\ns = m.Sample(Stacks=[m.Stack(Layers=[m.Layer(d=1.)], Repetitions=10**9)])\nm.Specular(np.linspace(0.1, 1, 5), s, m.Instrument())",
  "a sample whose layers are no layers":
    "import models.spec_nx as m\nimport numpy as np\ns = m.Sample(Stacks=[1, 2])\nm.Specular(np.linspace(0.1, 1, 5), s, m.Instrument())",
  "a sample that holds itself":
    "import models.spec_nx as m\nimport numpy as np\nst = m.Stack(Layers=[])\nst.Layers.append(st)\nm.Specular(np.linspace(0.1, 1, 5), m.Sample(Stacks=[st]), m.Instrument())",
  "resolution points without end":
    "import models.spec_nx as m\nimport numpy as np\ns = m.Sample(Stacks=[m.Stack(Layers=[m.Layer(d=1.)])])\nm.Specular(np.linspace(0.1, 1, 50), s, m.Instrument(respoints=10**9, restype='full conv and varying res.', res=0.1))",
  "a deepcopy of everything":
    "from copy import deepcopy\nimport numpy as np, math\nx = [1, 'a', np.zeros(2), {1: {2}}, (1, [2]), math, len, lambda: 0, print, int, 1j, None, slice(1), range(3), ValueError('x')]\nx.append(x)\ny = deepcopy(x)\nprint(len(y), y[-1] is y)",
  "a deepcopy that recurses": "from copy import deepcopy\nx = []\nfor i in range(10**5): x = [x]\ndeepcopy(x)",
  "a __deepcopy__ that recurses":
    "from copy import deepcopy\nclass A:\n  def __deepcopy__(self, m): return deepcopy(self)\ndeepcopy(A())",
  "throwing into a generator":
    "def g():\n  try: yield 1\n  except ValueError: yield 2\nx = g()\nnext(x)\nprint(x.throw(ValueError))\nx.throw(5)",
  "a generator that resumes itself": "def g():\n  next(x)\n  yield 1\nx = g()\nnext(x)",
  "closing a generator that yields on": "def g():\n  try: yield 1\n  finally: yield 2\nx = g()\nnext(x)\nx.close()",
};

for (const [title, scripts] of Object.entries({ "ways of Python": PYTHON, "ways of JavaScript": JAVASCRIPT })) {
  describe(title, () => {
    for (const [name, script] of Object.entries(scripts)) {
      test(name, () => {
        const started = performance.now();
        const shown = outcome(script);
        assert.doesNotMatch(shown, HOST);
        assert.doesNotMatch(shown, /hacked/);
        assert.ok(performance.now() - started < 5000, "it took too long");
        // What it tried to change is as it was, for the host and for the next script.
        assert.deepEqual(Object.keys(Object.prototype), []);
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
        assert.equal(outcome("print('a'.upper(), hasattr(5, 'polluted'), ValueError('x'))"), "A False x");
      });
    }
  });
}
