/**
 * Builtins of Python that reach outside, end the program or wait for somebody. Their names
 * are known, so that a script which uses one learns why it does not work and what to do;
 * one that handles the failure, `try: open(…) except IOError`, goes on as where there is no
 * such file.
 */
import { Builtin } from "../values/builtin.ts";
import { Unavailable } from "../values/error.ts";
import type { Value } from "../values/value.ts";

interface Refused {
  kind: string;
  reason: string;
  advice: string;
}

const FILE: Refused = {
  kind: "FileNotFoundError",
  reason: "a script neither reads nor writes files here",
  advice:
    "Leave the line out. What it writes, print(…) shows; numbers that it reads go into the script, or into columns of a data set in GenX.",
};
const NOBODY: Refused = {
  kind: "EOFError",
  reason: "nobody is there to answer",
  advice: "Write the value into the script, or make it a parameter of the table.",
};
const END: Refused = {
  kind: "SystemExit",
  reason: "a script cannot end the program",
  advice: 'Let Sim return its curves, or raise an exception with the reason: raise ValueError("…").',
};
const BYTES: Refused = {
  kind: "NotImplementedError",
  reason: "there are no bytes here",
  advice: "Write a text, or an array of numpy.",
};

const REFUSED: Readonly<Record<string, Refused>> = {
  open: FILE,
  file: FILE,
  execfile: { ...FILE, advice: "Put what the other script holds into this one." },
  input: NOBODY,
  raw_input: NOBODY,
  exit: END,
  quit: END,
  help: { ...NOBODY, kind: "RuntimeError", advice: "Leave the line out; docs/models.md describes GenX's models." },
  breakpoint: { ...NOBODY, kind: "RuntimeError", advice: "Leave the line out; print(…) shows values." },
  __import__: {
    kind: "ImportError",
    reason: "modules are imported by statements here",
    advice: "Write `import name`, or `import name as other`.",
  },
  compile: { kind: "RuntimeError", reason: "there are no code objects here", advice: "Give the text to eval or exec." },
  bytes: BYTES,
  bytearray: BYTES,
  memoryview: BYTES,
};

/** A function that is refused when it is called. */
export function refusedFunction(name: string, { kind, reason, advice }: Refused): Builtin {
  return new Builtin(name, () => {
    throw new Unavailable(kind, `${name}(): ${reason}`, advice);
  });
}

export const REFUSED_BUILTINS: readonly (readonly [string, Value])[] = refusedFunctions(REFUSED);

function refusedFunctions(table: Readonly<Record<string, Refused>>): [string, Value][] {
  return Object.entries(table).map(([name, refused]) => [name, refusedFunction(name, refused)]);
}

/** A function of numpy that reads or writes a file. */
export function refusedFile(name: string): [string, Value] {
  return [name, refusedFunction(`numpy.${name}`, FILE)];
}

/** Members of os that reach the disk or the machine. */
export function refusedOfOs(): [string, Value][] {
  const files =
    "listdir scandir walk stat lstat remove unlink rename replace mkdir makedirs rmdir removedirs chdir chmod access open read write";
  const machine: Refused = {
    kind: "PermissionError",
    reason: "a script starts no program here",
    advice: "Leave the line out: a script computes its curves and reaches nothing else.",
  };
  return [
    ...files.split(" ").map((name): [string, Value] => [name, refusedFunction(`os.${name}`, FILE)]),
    ..."system popen fork kill execv spawnv putenv"
      .split(" ")
      .map((name): [string, Value] => [name, refusedFunction(`os.${name}`, machine)]),
    ["_exit", refusedFunction("os._exit", END)],
  ];
}

export const SYS_EXIT: Value = refusedFunction("sys.exit", END);
