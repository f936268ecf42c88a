/**
 * plan.json as data: what a sweep's folder says of the sweep before anything ran,
 * checked where it is read. A plan that was damaged on the disk is refused with the
 * place at which it is wrong, and so is one that was changed by hand: the journal's
 * first line has the plan's hash. One of another format belongs to another version of
 * this program.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { GxError } from "../errors.ts";
import { sha256 } from "../sweep/hash.ts";
import { type SearchRule, triesOf } from "../sweep/plan-search.ts";
import { type Plan, trialId } from "../sweep/plan-sweep.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import { guarded } from "./disk-errors.ts";
import { JOURNAL_FILE, PLAN_FILE, writtenPlan } from "./journal.ts";
import { jsonNumber, jsonText } from "./json-numbers.ts";
import { brokenAt } from "./json-place.ts";

export interface PlanFile extends Plan {
  /** 1: every trial is in the file. 2: the rule is, from which the trials are computed (sweep/plan-search.ts). */
  format: 1 | 2;
  /** Of format 2. */
  search?: SearchRule | undefined;
  /** ISO 8601, UTC. */
  created: string;
  software: { name: string; version: string; platform: string };
  /** The GenX file: its name as the user gave it, and that of its copy in the folder. */
  file: { name: string; copy: "input.gx" | "input.hgx" };
  /** One per fit, as measured when it was planned: a fleet puts trials together into jobs by it. */
  secondsPerEvaluation?: number[] | undefined;
  /** Of a sweep that a command began. */
  asked?: Asked | undefined;
}

/** The command as one line for a shell, without passwords; and the options that were given. */
export interface Asked {
  command: string;
  options: Record<string, string | true>;
}

const count = z.number().int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 was expected");

const START = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.literal("guess") }),
    z.object({ kind: z.literal("spread"), percent: jsonNumber }),
    z.object({ kind: z.literal("uniform") }),
  ],
  '"guess", "spread" or "uniform" was expected',
);

const TRIAL = z.object({
  id: z.string().min(1),
  index: count,
  fit: count,
  method: z.string(),
  optimiser: z.string(),
  settings: z.record(
    z.string(),
    z.union([jsonNumber, z.string(), z.boolean()], "a number, a text or a truth value was expected"),
  ),
  start: START,
  seed: count,
  maxEvaluations: z.number().positive(),
});

const FORMAT = z.object({ format: z.union([z.literal(1), z.literal(2)]) });

const HEAD = {
  created: z.string(),
  software: z.object({ name: z.string(), version: z.string(), platform: z.string() }),
  file: z.object({ name: z.string(), copy: z.enum(["input.gx", "input.hgx"]) }),
  secondsPerEvaluation: z.array(jsonNumber).optional(),
  asked: z
    .object({
      command: z.string(),
      options: z.record(z.string(), z.union([z.string(), z.literal(true)], "a text or true was expected")),
    })
    .optional(),
  seed: count,
  projectHash: hash,
  numerics: z.string().min(1),
  kernel: z.string(),
};

const PLANNED = z.object({
  format: z.literal(1),
  ...HEAD,
  trials: z.array(TRIAL).superRefine((trials, context) => {
    const ids = new Set<string>();
    for (const [i, { id, index }] of trials.entries()) {
      if (index !== i) context.addIssue({ code: "custom", path: [i, "index"], message: `${i} was expected` });
      if (ids.has(id))
        context.addIssue({ code: "custom", path: [i, "id"], message: "the id of no other trial was expected" });
      ids.add(id);
    }
  }),
}) satisfies z.ZodType<PlanFile>;

const SEARCH = z.object({
  format: z.literal(2),
  ...HEAD,
  search: z.object({
    confidence: z.number().int().positive(),
    starts: z.array(START).min(1),
    fits: z.array(
      z.object({
        parameters: count,
        evolution: z.object({
          km: jsonNumber,
          kr: jsonNumber,
          popSize: z.number().int().positive(),
          minParameterSpread: jsonNumber,
          maxLogElements: jsonNumber,
        }),
        maxEvaluations: z.number().positive(),
      }),
    ),
  }),
});

/** plan.json as text: a trial a line, because a sweep may have very many; of a search without the trials, which follow from its rule. */
export function planText({ trials, ...plan }: PlanFile): string {
  if (plan.search !== undefined) return `${jsonText(plan, 2)}\n`;
  const head = jsonText(plan, 2).replace(/\n\}$/, "");
  return `${head},\n  "trials": [\n    ${trials.map((trial) => jsonText(trial)).join(",\n    ")}\n  ]\n}\n`;
}

export interface ReadPlan {
  plan: PlanFile;
  /** As it stands in the folder. */
  planText: string;
}

/** @throws GxError GX_OUTPUT with what is wrong, and where */
export function readPlan(folder: string): ReadPlan {
  const file = join(folder, PLAN_FILE);
  if (!existsSync(file)) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: no sweep here (${PLAN_FILE} is missing)`,
      "Name the folder that `sweep` printed at its end, or start a sweep first.",
    );
  }
  const planText = guarded(folder, () => readFileSync(file, "utf8"));
  const plan = checkPlan(folder, parsed(file, planText));
  const written = writtenPlan(folder);
  if (written !== undefined && written !== sha256(planText)) {
    throw new GxError(
      "GX_OUTPUT",
      `${file} was changed since it was written: it is not the plan that ${JOURNAL_FILE} begins with`,
      EDITED,
    );
  }
  return { plan, planText };
}

const DAMAGED = "Put it back as it was written, or sweep again into another folder.";
const EDITED = "Put it back as it was written, or sweep with other settings into another folder.";

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = brokenAt(text);
    const what =
      text.trim() === ""
        ? "it is empty"
        : place
          ? `it stops being JSON in line ${place.line}, column ${place.column}`
          : "it ends too early";
    throw new GxError("GX_OUTPUT", `${file} is damaged: ${what}`, DAMAGED, { cause });
  }
}

/** @param plan  plan.json as JSON gives it @throws GxError GX_OUTPUT with what is wrong, and where */
export function checkPlan(folder: string, plan: unknown): PlanFile {
  if (!FORMAT.safeParse(plan).success) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: its ${PLAN_FILE} is not one that this version wrote`,
      "Use the version of meta-genx that made the folder, or sweep again.",
    );
  }
  const read = (FORMAT.parse(plan).format === 1 ? PLANNED : SEARCH).safeParse(plan, { error: wanted });
  if (read.success) {
    if (read.data.format === 2) return { ...read.data, trials: triesOf(read.data.search, read.data.seed, read.data) };
    refuseEdited(folder, read.data);
    shareSettings(read.data.trials);
    return read.data;
  }
  const { path, message } = read.error.issues[0]!;
  const found = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], plan);
  throw new GxError(
    "GX_OUTPUT",
    `${join(folder, PLAN_FILE)} is damaged: ${placeText(path)}: ${message}, ${foundText(found)}`,
    DAMAGED,
  );
}

/** What is expected where there is something else. */
function wanted(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_type") return `${TYPES[issue.expected] ?? issue.expected} was expected`;
  if (issue.code === "invalid_value")
    return `${choice(issue.values.map((value) => JSON.stringify(value)))} was expected`;
  if (issue.code === "too_small") {
    if (issue.origin === "string") return "a text that is not empty was expected";
    return issue.inclusive
      ? `a number from ${issue.minimum} on was expected`
      : `a number above ${issue.minimum} was expected`;
  }
  if (issue.code === "too_big") return "a smaller number was expected";
  return "another value was expected";
}

const TYPES: Record<string, string> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  array: "a list",
  object: "an object",
  record: "an object",
};

function choice(words: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(words);
}

function foundText(found: unknown): string {
  if (found === undefined) return "and there is nothing";
  const text = jsonText(found);
  return `not ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** A trial's id is the hash of its settings, the file and the numerics version: what was changed by hand no longer has it. */
function refuseEdited(folder: string, plan: PlanFile): void {
  const edited = plan.trials.filter((trial) => trialId(trial, plan) !== trial.id);
  if (edited.length === 0) return;
  const what = edited.length === plan.trials.length ? "no trial" : `trials[${edited[0]!.index}]`;
  throw new GxError(
    "GX_OUTPUT",
    `${join(folder, PLAN_FILE)} was changed since it was written: ${what} ${edited.length === plan.trials.length ? "has" : "does not have"} the settings that its id was made of`,
    EDITED,
  );
}

/** Trials of one method and of one start hold the same objects: a sweep of very many has a few of either. */
function shareSettings(trials: TrialSpec[]): void {
  const known = new Map<string, unknown>();
  const shared = <T>(value: T): T => {
    const text = jsonText(value);
    if (!known.has(text)) known.set(text, value);
    return known.get(text) as T;
  };
  for (const trial of trials) {
    trial.settings = shared(trial.settings);
    trial.start = shared(trial.start);
  }
}

/** ["trials", 3, "seed"] → "trials[3].seed" */
function placeText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .slice(1);
}
