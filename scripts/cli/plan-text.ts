/** A plan in words: what `sweep` says before it begins, and what `sweep --plan` prints, for people and as one JSON object. */
import { count, duration, significant } from "../../runtime/results/format.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { wrapPage } from "../../runtime/results/wrap.ts";
import type { OpenSweep } from "../../runtime/study/open-sweep.ts";
import type { PlannedSweep } from "../../runtime/study/start-sweep.ts";
import type { SearchRule } from "../../runtime/sweep/plan-search.ts";
import { expectedEvaluations } from "../../runtime/sweep/plan-sweep.ts";
import type { Start } from "../../runtime/sweep/start-point.ts";
import type { Verdict } from "../../runtime/sweep/stop-rule.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";

/** Sentences for the user, before anything runs. */
export function openingText(planned: PlannedSweep): string[] {
  const { file, project, fits } = planned.project;
  const batch = fits.length > 1 ? `a batch of ${fits.length} fits, ` : "";
  const parameters = counted(fits[0]!.fit.objective.names.length, "fitted parameter");
  const about = `${batch}${parameters}, ${counted(project.datasets.length, "data set")}`;
  return [
    `${file.name}: ${about}, figure of merit ${project.fomFunction}.`,
    ...new Set([...fits.flatMap(({ fit }) => fit.warnings), ...planned.notes].map((note) => `Note: ${note}`)),
    planned.plan.search ? searchText(planned, planned.plan.search) : extentText(planned),
  ];
}

/** The same, of a sweep that was begun before. */
export function resumedText({ project: { file, project }, plan, trials, search }: OpenSweep): string[] {
  return [
    search
      ? `${file.name}: ${progressText(search.verdicts)}.`
      : `${file.name}: ${plan.trials.length - trials.length} of ${plan.trials.length} trials are done already.`,
    ...project.notes.map((note) => `Note: ${note}`),
  ];
}

/** What a search is, how long it usually takes, and at the most. */
function searchText({ usual, longest }: PlannedSweep, { confidence, fits }: SearchRule): string {
  const most = count(fits.reduce((sum, { maxEvaluations }) => sum + maxEvaluations, 0));
  const each = fits.length > 1 ? "each fit" : "the best fit";
  return (
    `Independent tries until ${confidence} of them found ${each}: usually about ${duration(Math.max(1, usual!))}, ` +
    `at most about ${duration(Math.max(1, longest))} (${most} evaluations) at the speed just measured.`
  );
}

function extentText({ plan: { trials }, longest }: PlannedSweep): string {
  const distinct = (key: (trial: TrialSpec) => unknown) =>
    new Set(trials.map((trial) => JSON.stringify(key(trial)))).size;
  const choices = distinct(({ method, settings }) => [method, settings]);
  const methods = distinct(({ method }) => method);
  const tried = choices > methods ? `${counted(methods, "method")} in ${choices} settings` : counted(methods, "method");
  const starts = counted(
    distinct(({ start, seed }) => [start, seed]),
    "start",
  );
  return `${counted(trials.length, "trial")}: ${tried}, from ${starts}; about ${duration(Math.max(1, longest))} at the speed just measured if no trial ends before its budget.`;
}

/** @param width  columns of the terminal */
export function planPage(planned: PlannedSweep, width: number): string {
  const page = planned.plan.search ? searchPage(planned) : tablePage(planned, width);
  return wrapPage(`${page}Nothing has been run, and nothing written. Without --plan it begins at once.\n`, width);
}

/** The first tries, which say how the arms take turns. */
function searchPage(planned: PlannedSweep): string {
  const { trials, seed } = planned.plan;
  const arms = [...Map.groupBy(trials, ({ method }) => method)];
  const lines = arms.map(
    ([name, of]) => `  ${name}: up to ${counted(of.length, "try", "tries")}, from number ${of[0]!.index + 1} on\n`,
  );
  return `${openingText(planned).join("\n")}\n\nThe tries take turns:\n${lines.join("")}\nSeed ${seed}.\n`;
}

function tablePage(planned: PlannedSweep, width: number): string {
  const { plan, longest } = planned;
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
  return (
    `${openingText(planned).join("\n")}\n\n${table}\nEach from\n${starts.join("")}\n` +
    `Seed ${plan.seed}. ${count(evaluations)} evaluations if no trial ends before its budget: about ${duration(Math.max(1, longest))}.\n`
  );
}

export function planJson({ project: { file }, plan, longest, usual, threads }: PlannedSweep): string {
  const evaluations = plan.search
    ? plan.search.fits.reduce((sum, { maxEvaluations }) => sum + maxEvaluations, 0)
    : plan.trials.reduce((sum, trial) => sum + expectedEvaluations(trial), 0);
  return `${jsonText({ file: file.name, threads, seconds: longest, usualSeconds: usual, evaluations, ...plan })}\n`;
}

function most(trial: TrialSpec): string {
  const expected = expectedEvaluations(trial);
  const generations = Number(trial.settings["maxGenerations"] ?? trial.settings["maxIterations"]);
  return trial.maxEvaluations < Number.MAX_SAFE_INTEGER
    ? `${count(expected)} evaluations`
    : `${count(generations)} generations`;
}

/** "found by 3 of 12 tries", of each fit. */
export function progressText(verdicts: readonly Verdict[]): string {
  const one = ({ hits, tries, state }: Verdict) =>
    `the best was found by ${hits} of ${counted(tries, "try", "tries")}${state === "settled" ? ", which is enough" : ""}`;
  const [first, ...others] = verdicts;
  if (others.length === 0) return one(first!);
  const settled = verdicts.filter(({ state }) => state === "settled").length;
  return `${settled} of ${verdicts.length} fits are settled`;
}

function startText(start: Start): string {
  if (start.kind === "spread") return `near the file's values: each moved by up to ± ${significant(start.percent)} %`;
  return start.kind === "guess" ? "the file's values" : "anywhere in the bounds";
}
