/**
 * Settings → plan: which machines there will be, what an hour of them costs, and
 * what the fleet can cost at most. Pure, so that a command can show the table and
 * ask before anything is made.
 */
import type { Settings } from "./check-settings.ts";
import { OFFERS } from "./offers.ts";
import type { Size } from "./sizes.ts";

/** The key of the tag that an EC2 fleet's things carry; its value is stackTag's. */
export { STACK_TAG } from "./aws/tags.ts";

export interface PlannedMachine {
  /** "head", "worker-01": the same machine in every plan that has it. */
  name: string;
  /**
   * What Pulumi keeps it under. In another region, or with other processors, it is another
   * machine: made with all that is new, while one that stands keeps its image and first-boot text.
   */
  key: string;
  role: "head" | "worker";
  size: Size;
  /** USD while it is there, at most. */
  usdPerHour: number;
}

export interface FleetPlan {
  settings: Settings;
  machines: PlannedMachine[];
  /** Of the workers: as many trials run at once. */
  cores: number;
  usdPerHour: number;
  /** When it ends by its dead-man timer, or is destroyed by then. */
  mostUsd: number;
  /** Nobody has to do anything for the bill to end. */
  endsItself: boolean;
  /** What it costs if it does not end itself and is forgotten for a week. */
  weekUsd: number;
  /** Where the prices are from, when they were read and what they leave out. */
  prices: string;
}

/** The dead-man timer, the head's ten minutes after it, and the time that deleting takes. */
const HOURS_TO_END = 1;
const WEEK_HOURS = 168;

/** @param deletesItself  DigitalOcean: the head has a token to delete the droplets with */
export function planFleet(settings: Settings, deletesItself = false): FleetPlan {
  const { cloud, region, workers, headSize, workerSize, maxHours, architecture } = settings;
  const offer = OFFERS[cloud];
  const machine = (name: string, role: "head" | "worker", size: Size): PlannedMachine => ({
    name,
    key: `${name}-${region}-${architecture}`,
    role,
    size,
    usdPerHour: offer.price(size, region),
  });
  const machines = [
    machine("head", "head", headSize),
    ...Array.from({ length: workers }, (_, i) => machine(workerName(i), "worker", workerSize)),
  ];
  const usdPerHour = machines.reduce((sum, each) => sum + each.usdPerHour, 0);
  const endsItself = cloud === "aws" || deletesItself;
  return {
    settings,
    machines,
    cores: workers * workerSize.cores,
    usdPerHour,
    mostUsd: usdPerHour * (maxHours + HOURS_TO_END),
    endsItself,
    weekUsd: usdPerHour * WEEK_HOURS,
    prices: `${offer.source}, as of ${offer.read}; without ${offer.besides}`,
  };
}

/** Of everything that a fleet consists of. Letters, digits and dashes: the names of droplets, networks and firewalls may have no others. */
export function stackTag(project: string, stack: string): string {
  return `${project}-${stack}`.replace(/[^A-Za-z0-9-]/g, "-");
}

/** By number, so that a fleet that shrinks loses its last ones and keeps the rest as they are. */
function workerName(index: number): string {
  return `worker-${String(index + 1).padStart(2, "0")}`;
}
