/**
 * The Python that the peers run in. META_GENX_PYTHON names one that has genx3
 * already; otherwise one of our own is made, once, in the user's cache folder,
 * with the versions below. Everything runs on one thread, and what numba has
 * compiled is kept in the same folder.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GxError } from "../runtime/errors.ts";
import type { Peer } from "./cases.ts";
import type { Launch } from "./side.ts";

/** genx3 asks for wxPython, its window, which a benchmark does not need: it is installed without what it asks for. */
const GENX = "genx3==3.8.13";
const GENX_NEEDS = "numpy scipy numba h5py orsopy appdirs psutil platformdirs svgwrite docutils requests pint".split(
  " ",
);
const OTHERS = ["refnx==0.1.67", "refl1d==1.0.1", "bumps==1.0.4"];

const PACKAGES: Record<Peer, string> = { genx: "genx3", refnx: "refnx", refl1d: "refl1d" };

const ONE_THREAD = Object.fromEntries(
  ["NUMBA", "OMP", "OPENBLAS", "MKL"].map((library) => [`${library}_NUM_THREADS`, "1"]),
);

export interface Environment {
  python: string;
  /** "Python 3.11.7, genx3 3.8.13, numpy 2.4.6, …" */
  versions: string;
  /** Those that this Python has. */
  peers: ReadonlySet<Peer>;
}

/**
 * @param others  refnx and refl1d are wanted too
 * @param say  takes a line about what is being done
 */
export async function environment(others: boolean, say: (line: string) => void): Promise<Environment> {
  const given = process.env["META_GENX_PYTHON"];
  const python = given ?? (await ownPython(others, say));
  const versions = await versionsOf(python);
  if (!versions["genx3"]) {
    throw new GxError(
      "GX_USAGE",
      `META_GENX_PYTHON is ${python}, which has no genx3`,
      "Name a Python with genx3 3.8.13, or leave the variable out: bench then makes its own environment.",
    );
  }
  return {
    python,
    versions: Object.entries(versions)
      .map((pair) => pair.join(" "))
      .join(", "),
    peers: new Set((Object.keys(PACKAGES) as Peer[]).filter((peer) => versions[PACKAGES[peer]])),
  };
}

export function ours(): Launch {
  const script = fileURLToPath(new URL("ours.ts", import.meta.url));
  return { name: "meta-genx", command: process.execPath, args: [script], env: process.env };
}

export function theirs(peer: Peer, { python }: Environment): Launch {
  const script = fileURLToPath(new URL(`peers/${peer}_peer.py`, import.meta.url));
  const env = {
    ...process.env,
    ...ONE_THREAD,
    NUMBA_CACHE_DIR: join(cacheFolder(), "numba"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  return { name: peer, command: python, args: [script], env };
}

function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(base, "meta-genx", `bench-${GENX.replace("==", "-")}`);
}

async function ownPython(others: boolean, say: (line: string) => void): Promise<string> {
  const folder = cacheFolder();
  const python = join(folder, "bin", "python");
  // A mark is written when an installation is whole, so that one that was interrupted is done again.
  const once = async (mark: string, steps: [program: string, ...args: string[]][]) => {
    const done = join(folder, `${mark}.done`);
    if (existsSync(done)) return;
    say(`Setting up ${mark} for the comparison in ${folder} (once; it takes a minute or two) …`);
    for (const [program, ...args] of steps) await install(program, args);
    writeFileSync(done, `${new Date().toISOString()}\n`);
  };
  const pip = (...args: string[]): [string, ...string[]] => [python, "-m", "pip", "install", "--quiet", ...args];
  mkdirSync(folder, { recursive: true });
  await once("GenX", [["python3", "-m", "venv", folder], pip(...GENX_NEEDS), pip("--no-deps", GENX)]);
  if (others) await once("refnx-and-refl1d", [pip(...OTHERS)]);
  return python;
}

async function install(program: string, args: string[]): Promise<void> {
  const { code, stderr } = await outcome(program, args);
  if (code === 0) return;
  throw new GxError(
    "GX_USAGE",
    `The comparison needs Python 3 with GenX, and \`${[program, ...args].join(" ")}\` failed: ${lastLine(stderr)}`,
    "Install python3 with venv and pip, or let META_GENX_PYTHON name a Python that has genx3.",
  );
}

const PROBE = `
import json, platform
from importlib.metadata import PackageNotFoundError, version
found = {"Python": platform.python_version()}
for name in ["genx3", "numpy", "numba", "refnx", "refl1d", "bumps"]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`;

async function versionsOf(python: string): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await outcome(python, ["-c", PROBE]);
  if (code === 0) return JSON.parse(stdout);
  throw new GxError(
    "GX_USAGE",
    `The Python of the comparison, ${python}, does not run: ${lastLine(stderr)}`,
    "Let META_GENX_PYTHON name a Python that has genx3, or leave it out: bench then makes its own environment.",
  );
}

function outcome(program: string, args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) || "it said nothing";
}
