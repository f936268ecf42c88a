/**
 * One job: its trials, one after the other. What is no job of ours is refused and
 * stays in the queue as failed, with the reason.
 */
import type { TrialSpec } from "../../sweep/trial.ts";
import { FORMAT, JOB } from "../store/protocol.ts";
import type { WorkerContext } from "./context.ts";
import type { TakenJob } from "./jobs.ts";
import { runTrial } from "./run-trial.ts";

export async function runJob(job: TakenJob, context: WorkerContext): Promise<void> {
  const { log, shutdown } = context;
  const short = job.id.slice(0, 8);
  const parsed = JOB.safeParse(job.data);
  if (!parsed.success) {
    const why = refusal(job.data, parsed.error.issues[0]?.message ?? "");
    log(`Job ${short} is refused: ${why}`);
    await job.fail(why, true);
    return;
  }
  const { project, trials } = parsed.data;
  try {
    for (const trial of trials) {
      const ending = await runTrial(trial as unknown as TrialSpec, project, job, context);
      if (ending === "handedBack") {
        await job.handBack();
        log(`Job ${short} is handed back.`);
        if (!shutdown.aborted) await new Promise((resolve) => setTimeout(resolve, 1000));
        return;
      }
    }
    await job.done();
  } catch (error) {
    const { message } = error as Error;
    log(`Job ${short} cannot be done: ${message}`);
    await job.fail(message, false);
  }
}

function refusal(data: unknown, detail: string): string {
  const format = (data as { format?: unknown } | null)?.format;
  if (format !== FORMAT) return `its format is ${JSON.stringify(format) ?? "missing"}, this worker's is ${FORMAT}`;
  return `it is not as a job has to be: ${detail}`;
}
