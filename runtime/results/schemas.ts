/**
 * What is read back from JSON, checked at the door: a trial's result, its
 * progress, an activity of a thread. A journal's lines and what a fleet's workers
 * send hold the same objects, so one check serves both.
 */
import { z } from "zod";
import { ACTIVITIES } from "../sweep/activity.ts";
import { jsonNumber } from "./json-numbers.ts";

const pair = z.tuple([jsonNumber, jsonNumber]);

export const resultSchema = z.object({
  id: z.string(),
  index: z.number(),
  fit: z.number(),
  status: z.enum(["complete", "partial", "failed"]),
  fom: jsonNumber,
  best: z.array(jsonNumber),
  start: z.array(jsonNumber),
  evaluations: z.number(),
  generations: z.number(),
  seconds: jsonNumber,
  // A journal of an earlier version has none.
  cpuSeconds: jsonNumber.default(Number.NaN),
  stopReason: z.string(),
  convergence: z.array(pair),
  fomLevelBars: z.array(pair),
  error: z.string().optional(),
});

export const progressSchema = z.object({
  id: z.string(),
  index: z.number(),
  evaluations: z.number(),
  generation: z.number(),
  bestFom: jsonNumber,
});

export const activitySchema = z.object({
  worker: z.string(),
  thread: z.number(),
  doing: z.enum(ACTIVITIES),
  from: z.number(),
  to: z.number(),
  trial: z.number().optional(),
});
