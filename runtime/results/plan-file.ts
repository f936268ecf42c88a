/**
 * plan.json as data: what a sweep's folder says of the sweep before anything ran,
 * checked where it is read. A plan that was damaged on the disk, or mended by hand,
 * is refused with the place at which it is wrong; one of another format belongs to
 * another version of this program.
 */
import { join } from "node:path";
import { z } from "zod";
import { GxError } from "../errors.ts";
import { type Plan, trialId } from "../sweep/plan-sweep.ts";
import { PLAN_FILE } from "./journal.ts";
import { jsonNumber } from "./json-numbers.ts";

export interface PlanFile extends Plan {
  /** Raised when an older program could not read the file. */
  format: 1;
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
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a sha256 was expected");

const START = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("guess") }),
  z.object({ kind: z.literal("spread"), percent: jsonNumber }),
  z.object({ kind: z.literal("uniform") }),
]);

const TRIAL = z.object({
  id: z.string().min(1),
  index: count,
  fit: count,
  method: z.string(),
  optimiser: z.string(),
  settings: z.record(z.string(), z.union([jsonNumber, z.string(), z.boolean()])),
  start: START,
  seed: count,
  maxEvaluations: z.number().positive(),
});

const FORMAT = z.object({ format: z.literal(1) });

const PLAN = z.object({
  ...FORMAT.shape,
  created: z.string(),
  software: z.object({ name: z.string(), version: z.string(), platform: z.string() }),
  file: z.object({ name: z.string(), copy: z.enum(["input.gx", "input.hgx"]) }),
  secondsPerEvaluation: z.array(jsonNumber).optional(),
  asked: z
    .object({ command: z.string(), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) })
    .optional(),
  seed: count,
  projectHash: sha256,
  numerics: z.string().min(1),
  kernel: z.string(),
  trials: z.array(TRIAL).superRefine((trials, context) => {
    const ids = new Set<string>();
    for (const [i, { id, index }] of trials.entries()) {
      if (index !== i)
        context.addIssue({ code: "custom", path: [i, "index"], message: `${i} was expected, not ${index}` });
      if (ids.has(id)) context.addIssue({ code: "custom", path: [i, "id"], message: "another trial has this id, too" });
      ids.add(id);
    }
  }),
}) satisfies z.ZodType<PlanFile>;

/** @param plan  plan.json as JSON gives it @throws GxError GX_OUTPUT with what is wrong, and where */
export function checkPlan(folder: string, plan: unknown): PlanFile {
  if (!FORMAT.safeParse(plan).success) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: its ${PLAN_FILE} is not one that this version wrote`,
      "Use the version of meta-genx that made the folder, or sweep again.",
    );
  }
  const read = PLAN.safeParse(plan);
  if (read.success) {
    refuseEdited(folder, read.data);
    return read.data;
  }
  const { path, message } = read.error.issues[0]!;
  throw new GxError(
    "GX_OUTPUT",
    `${join(folder, PLAN_FILE)} is damaged: ${placeText(path)}: ${message}`,
    "Put it back as it was written, or sweep again into another folder.",
  );
}

/** A trial's id is the hash of its settings, the file and the numerics version: what was changed by hand no longer has it. */
function refuseEdited(folder: string, plan: PlanFile): void {
  const edited = plan.trials.filter((trial) => trialId(trial, plan) !== trial.id);
  if (edited.length === 0) return;
  const what = edited.length === plan.trials.length ? "no trial" : `trials[${edited[0]!.index}]`;
  throw new GxError(
    "GX_OUTPUT",
    `${join(folder, PLAN_FILE)} was changed since it was written: ${what} ${edited.length === plan.trials.length ? "has" : "does not have"} the settings that its id was made of`,
    "Put it back as it was written, or sweep with other settings into another folder.",
  );
}

/** ["trials", 3, "seed"] → "trials[3].seed" */
function placeText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .slice(1);
}
