/** A plan in words: what `sweep` says before it begins, and what `sweep --plan` prints, for people and as one JSON object. */
import { count, duration, significant } from "../../runtime/results/format.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { wrapPage } from "../../runtime/results/wrap.ts";
import type { OpenSweep } from "../../runtime/study/open-sweep.ts";
import type { PlannedSweep } from "../../runtime/study/start-sweep.ts";
import { expectedEvaluations } from "../../runtime/sweep/plan-sweep.ts";
import type { Start } from "../../runtime/sweep/start-point.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";

/** Sentences for the user, before anything runs. */
export function openingText({ project: { file, project, fits }, plan, seconds, notes }: PlannedSweep): string[] {
  const batch = fits.length > 1 ? `a batch of ${fits.length} fits, ` : "";
  const parameters = counted(fits[0]!.fit.objective.names.length, "fitted parameter");
  const about = `${batch}${parameters}, ${counted(project.datasets.length, "data set")}`;
  return [
    `${file.name}: ${about}, figure of merit ${project.fomFunction}.`,
    ...new Set([...fits.flatMap(({ fit }) => fit.warnings), ...notes].map((note) => `Note: ${note}`)),
    extentText(plan.trials, seconds),
  ];
}

/** The same, of a sweep that was begun before. */
export function resumedText({ project: { file, project }, plan, trials }: OpenSweep): string[] {
  return [
    `${file.name}: ${plan.trials.length - trials.length} of ${plan.trials.length} trials are done already.`,
    ...project.notes.map((note) => `Note: ${note}`),
  ];
}

function extentText(trials: readonly TrialSpec[], seconds: number): string {
  const distinct = (key: (trial: TrialSpec) => unknown) =>
    new Set(trials.map((trial) => JSON.stringify(key(trial)))).size;
  const choices = distinct(({ method, settings }) => [method, settings]);
  const methods = distinct(({ method }) => method);
  const tried = choices > methods ? `${counted(methods, "method")} in ${choices} settings` : counted(methods, "method");
  const starts = counted(
    distinct(({ start, seed }) => [start, seed]),
    "start",
  );
  return `${counted(trials.length, "trial")}: ${tried}, from ${starts}; about ${duration(Math.max(1, seconds))} at the speed just measured if no trial ends before its budget.`;
}

/** @param width  columns of the terminal */
export function planPage(planned: PlannedSweep, width: number): string {
  const { plan, seconds } = planned;
  const { trials } = plan;
  const rows = [
    ...Map.groupBy(trials, ({ method, settings, maxEvaluations }) =>
      JSON.stringify([method, settings, maxEvaluations]),
    ).values(),
  ];
  const table = tableText(
    [
      { title: "Method" },
      { title: "km", align: "right" },
      { title: "kr", align: "right" },
      { title: "Population", align: "right" },
      { title: "Trials", align: "right" },
      { title: "Budget each", align: "right" },
    ],
    rows.map((group) => {
      const { method, settings } = group[0]!;
      const setting = (name: string) => String(settings[name] ?? "");
      return [method, setting("km"), setting("kr"), setting("popSize"), String(group.length), most(group[0]!)];
    }),
    width,
  );
  const starts = [...Map.groupBy(trials, ({ start }) => JSON.stringify(start)).values()].map((group) => {
    const seeds = new Set(group.map(({ seed }) => seed)).size;
    return `  ${startText(group[0]!.start)}${seeds > 1 ? `, ${seeds} times` : ""}\n`;
  });
  const evaluations = trials.reduce((sum, trial) => sum + expectedEvaluations(trial), 0);
  const text = [
    `${openingText(planned).join("\n")}\n\n${table}\nEach from\n${starts.join("")}\n`,
    `Seed ${plan.seed}. ${count(evaluations)} evaluations if no trial ends before its budget: about ${duration(Math.max(1, seconds))}.\n`,
    "Nothing has been run, and nothing written. Without --plan it begins at once.\n",
  ].join("");
  return wrapPage(text, width);
}

export function planJson({ project: { file }, plan, seconds, threads }: PlannedSweep): string {
  const evaluations = plan.trials.reduce((sum, trial) => sum + expectedEvaluations(trial), 0);
  return `${jsonText({ file: file.name, threads, seconds, evaluations, ...plan })}\n`;
}

function most(trial: TrialSpec): string {
  const expected = expectedEvaluations(trial);
  const generations = Number(trial.settings["maxGenerations"] ?? trial.settings["maxIterations"]);
  return trial.maxEvaluations < Number.MAX_SAFE_INTEGER
    ? `${count(expected)} evaluations`
    : `${count(generations)} generations`;
}

function startText(start: Start): string {
  if (start.kind === "spread") return `near the file's values: each moved by up to ± ${significant(start.percent)} %`;
  return start.kind === "guess" ? "the file's values" : "anywhere in the bounds";
}
