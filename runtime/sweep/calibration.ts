/**
 * How often a search that said it was settled had not found the best known fit: counted
 * over generated fits whose truth is known, by `npm run bench -- --search` (bench/README.md
 * has the table and its date). None of them has a model error.
 */
import { SEARCH_DEFAULTS } from "./plan-search.ts";

interface Calibration {
  confidence: number;
  settled: number;
  wrong: number;
}

/** 1 December 2026: searches that were settled by so many tries, and those of them that were wrong. */
const CALIBRATION: Calibration = { confidence: SEARCH_DEFAULTS.confidence, settled: 271, wrong: 0 };

/** Standard normal deviate that leaves 2.5 % on either side. */
const Z = 1.96;

export interface WrongPercent {
  percent: number;
  /** 95 % interval (Wilson 1927). */
  low: number;
  high: number;
}

/** @returns undefined where nothing was counted: for fewer tries than those of the calibration */
export function wrongPercent(confidence: number, counted: Calibration = CALIBRATION): WrongPercent | undefined {
  const { settled: n, wrong } = counted;
  if (confidence < counted.confidence) return undefined;
  const p = wrong / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  return { percent: 100 * p, low: 100 * Math.max(0, centre - half), high: 100 * (centre + half) };
}
