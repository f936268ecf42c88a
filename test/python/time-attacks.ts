/**
 * What each attack takes with the budget of every fit, each in a process of its own:
 *
 *     node test/python/time-attacks.ts [part of a title …]
 *
 * Seconds of CPU until the error; the longest that the script went on without a
 * look at the clock, which is by how much it may overrun the limit of time; and
 * the error. Slowest last.
 */
import { spawn } from "node:child_process";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { ATTACKS } from "./attacks.ts";

const SCRIPTS = Object.values(ATTACKS).flatMap((family) => Object.entries(family));

/** A smaller budget, for a quick look at all of them. */
const STEPS = process.env["STEPS"] ? { steps: Number(process.env["STEPS"]) } : {};

interface Ending {
  title: string;
  seconds: number;
  wall: number;
  gap: number;
  error: string;
}

function attack(title: string): Ending {
  const [, script] = SCRIPTS.find(([each]) => each === title)!;
  // The budget looks at this clock at each new portion of steps, and nothing else of the room does in a loop.
  const now = performance.now.bind(performance);
  let last = now();
  let gap = 0;
  const look = () => {
    const time = now();
    gap = Math.max(gap, time - last);
    last = time;
    return time;
  };
  performance.now = look;
  const cpu = process.cpuUsage();
  const started = now();
  let error = "ran to its end";
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), ...STEPS }).run();
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    error = `${code ?? (thrown as Error).name} ${message.split("\n")[0]!.slice(0, 150)}`;
  }
  look();
  const { user, system } = process.cpuUsage(cpu);
  return { title, seconds: (user + system) / 1e6, wall: (now() - started) / 1000, gap: gap / 1000, error };
}

async function inProcess(title: string): Promise<Ending> {
  const child = spawn(process.execPath, [import.meta.filename, "--one", title], { stdio: ["ignore", "pipe", "pipe"] });
  const late = setTimeout(() => child.kill("SIGKILL"), 120_000);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  const signal = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  clearTimeout(late);
  const line = out.split("\n").find((each) => each.startsWith("{"));
  if (line) return JSON.parse(line) as Ending;
  return { title, seconds: 120, wall: 120, gap: 120, error: `died: ${signal} ${err.slice(0, 200)}` };
}

const [first, second] = process.argv.slice(2);
if (first === "--one") {
  console.log(JSON.stringify(attack(second!)));
} else {
  const patterns = process.argv.slice(2);
  const chosen = SCRIPTS.filter(([title]) => patterns.length === 0 || patterns.some((part) => title.includes(part)));
  const endings: Ending[] = [];
  for (const [title] of chosen) {
    const ending = await inProcess(title);
    endings.push(ending);
    process.stderr.write(`${JSON.stringify(ending)}\n`);
  }
  endings.sort((a, b) => a.seconds - b.seconds);
  for (const { title, seconds, wall, gap, error } of endings) {
    console.log(
      `${seconds.toFixed(2).padStart(7)} ${wall.toFixed(2).padStart(7)} ${gap.toFixed(2).padStart(6)}  ${title}: ${error}`,
    );
  }
}
