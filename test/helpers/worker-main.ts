/** A worker of the fleet whose runner is a test's own: `node test/helpers/worker-main.ts FILE-URL`. */
import { runWorker } from "../../runtime/fleet/worker/main.ts";
import { workerSettings } from "../../runtime/fleet/worker/worker-settings.ts";

await runWorker(workerSettings({}), new URL(process.argv[2]!));
