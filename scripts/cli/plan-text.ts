/** What `sweep --plan` prints: what would run, for people and as one JSON object. */
import { count, duration, significant } from "../../runtime/results/format.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { expectedEvaluations } from "../../runtime/sweep/plan-sweep.ts";
import type { Start, TrialSpec } from "../../runtime/sweep/trial.ts";
import type { Planned } from "./sweep-begin.ts";

export function planPage({ opening, plan, seconds }: Planned): string {
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
      { title: "Each at most", align: "right" },
    ],
    rows.map((group) => {
      const { method, settings } = group[0]!;
      const setting = (name: string) => String(settings[name] ?? "");
      return [method, setting("km"), setting("kr"), setting("popSize"), String(group.length), most(group[0]!)];
    }),
  );
  const starts = [...Map.groupBy(trials, ({ start }) => JSON.stringify(start)).values()].map((group) => {
    const seeds = new Set(group.map(({ seed }) => seed)).size;
    return `  ${startText(group[0]!.start)}${seeds > 1 ? `, ${seeds} times` : ""}\n`;
  });
  const evaluations = trials.reduce((sum, trial) => sum + expectedEvaluations(trial), 0);
  return [
    `${opening.join("\n")}\n\n${table}\nEach from\n${starts.join("")}\n`,
    `Seed ${plan.seed}. ${count(evaluations)} evaluations, at most about ${duration(Math.max(1, seconds))}.\n`,
    "Nothing has been run, and nothing written. Without --plan it begins at once.\n",
  ].join("");
}

export function planJson({ file, plan, seconds, threads }: Planned): string {
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
