/**
 * Our side of a comparison, as a process: what the Python sides in peers/ are
 * for the others, with the same requests and answers. A fit is a trial as a
 * sweep runs it, by the settings in the file, on one thread.
 */
import { enableCompileCache } from "node:module";
import { createInterface } from "node:readline";
import type { Fit } from "../runtime/fit/compile.ts";
import type { Project } from "../runtime/gx/project.ts";
import type { TrialSpec } from "../runtime/sweep/trial.ts";
import type { Requests } from "./side.ts";

// As our commands do: compiled code is kept, and a part is loaded when it is needed.
enableCompileCache();

let project: Project;
let fit: Fit;

const actions: { [Name in keyof Requests]: (request: Requests[Name]["asks"]) => unknown } = {
  async open({ file }) {
    const { readProjectFile } = await import("../runtime/gx/read.ts");
    const { compileFit } = await import("../runtime/fit/compile.ts");
    project = await readProjectFile(file);
    fit = compileFit(project);
    return {};
  },

  evaluate({ x }) {
    const { fom, datasets } = fit.simulateAt(Float64Array.from(x));
    return { curve: [...datasets[0]!.ySim], fom };
  },

  async fit({ seed, generations }) {
    const { optimiserNamed } = await import("../runtime/optimisers/registry.ts");
    const { runTrial } = await import("../runtime/sweep/trial.ts");
    const { scheme, km, kr, popSize, useStartGuess, useBoundaries } = project.optimiser;
    const spec: TrialSpec = {
      id: "",
      index: 0,
      fit: 0,
      method: scheme,
      optimiser: "differential-evolution",
      settings: { scheme, km, kr, popSize, useStartGuess, useBoundaries, maxGenerations: generations },
      start: { kind: "guess" },
      seed,
      maxEvaluations: Number.MAX_SAFE_INTEGER,
    };
    const { objective } = fit;
    const optimiser = optimiserNamed(spec.optimiser);
    const { result, seconds } = timed(() =>
      runTrial(spec, objective, optimiser, project.optimiser.errorbarLevel, { proceed: () => true }),
    );
    return { work: result.evaluations, seconds, fom: result.fom };
  },

  async curves({ count, points }) {
    const { Session } = await import("../runtime/fit/session.ts");
    const session = new Session(project);
    session.applyTable();
    const setters = session.setters.filter((_, i) => project.parameters[i]!.fit);
    const { seconds } = timed(() => {
      for (let i = 0; i < count; i++) {
        const x = points[i % 2]!;
        for (let j = 0; j < setters.length; j++) setters[j]!(x[j]!);
        session.simulate();
      }
    });
    return { work: count, seconds };
  },
};

/** CPU seconds, user and system, of this process: V8's own threads are in it. */
function timed<Result>(work: () => Result): { result: Result; seconds: number } {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return { result, seconds: (user + system) / 1e6 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...request } = JSON.parse(line);
  console.log(JSON.stringify(await actions[name as keyof Requests](request)));
}
