/** Where a command computes: what its page says of the place, beside what a sweep needs of it. */
import type { FleetPool } from "../../runtime/pool/fleet-pool.ts";
import type { ComputeTarget } from "../../runtime/study/compute-target.ts";
import type { OpenSweep } from "../../runtime/study/open-sweep.ts";
import type { Limit } from "./stop.ts";

export interface Target extends ComputeTarget {
  /** What a command line needs to come back here: " --redis …", or nothing. */
  option: string;
  /** Sentences for the user: where, and what it costs. */
  opening(trials: number): string[];
  /** Only a fleet has it. */
  fleetPool?(sweep: OpenSweep): FleetPool;
  /** What ends a sweep there before its plan, besides the user and their time. */
  limits(): Limit[];
  /** At the end, whatever it was. */
  close(): Promise<void>;
}
