/** What a fleet will be and what it costs, as lines to be shown before anything is made. Pure. */
import type { FleetPlan, PlannedMachine } from "../../infra/plan.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { counted } from "../../runtime/text.ts";
import { bill, usd } from "./cost.ts";

/** @param heading  "Stack dev" */
export function priceLines(heading: string, plan: FleetPlan): string[] {
  const { settings, mostUsd, endsItself, weekUsd, prices } = plan;
  const spots = settings.workers === 1 ? "the worker is a spot instance" : "workers are spot instances";
  const spot = settings.spot ? `; ${spots}, whose price is this one at most` : "";
  const end = `after ${settings.maxHours} h`;
  return [
    `${heading}: ${CLOUD_NAMES[settings.cloud]}, ${settings.region}${spot}`,
    ...machineTable(plan),
    endsItself
      ? `It ends itself ${end} and costs ${bill(mostUsd)} at most.`
      : `It costs ${bill(mostUsd)} at most when it is destroyed by the time its machines power off, ${end}.`,
    ...(endsItself
      ? []
      : [`Droplets bill on until they are deleted: forgotten for a week, it costs ${bill(weekUsd)}.`]),
    `Prices: ${prices}.`,
  ];
}

export const CLOUD_NAMES = { digitalocean: "DigitalOcean", aws: "EC2" } as const;

function machineTable({ machines, usdPerHour }: FleetPlan): string[] {
  const rows = (["head", "worker"] as const).map((role) => row(machines.filter((machine) => machine.role === role)));
  const text = tableText(
    [
      { title: "Machines" },
      { title: "Size" },
      { title: "Cores", align: "right" },
      { title: "Memory", align: "right" },
      { title: "An hour", align: "right" },
    ],
    [...rows, ["together", "", "", "", usd(usdPerHour)]],
  );
  return text.trimEnd().split("\n");
}

function row(machines: readonly PlannedMachine[]): string[] {
  const { role, size } = machines[0]!;
  const many = machines.length;
  const hour = machines.reduce((sum, each) => sum + each.usdPerHour, 0);
  const times = (n: number, unit = "") => (many === 1 ? `${n}${unit}` : `${many} × ${n}${unit}`);
  return [
    role === "head" ? "head" : counted(many, "worker"),
    size.name,
    times(size.cores),
    times(Number((size.memoryMb / 1024).toFixed(1)), " GB"),
    usd(hour),
  ];
}
