/** Who is stopped before a fleet shrinks. How is in test/cloud/scale.test.ts, on machines that boot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaving, type Roster } from "../../infra/drain.ts";

const host = (last: number) => ({ address: `10.0.0.${last}`, hostKey: `ssh-ed25519 ${last}` });
const head = { id: "1", ...host(1) };

test("workers that are not in the fleet any more are stopped, and those that were made anew; nobody else", () => {
  const before: Roster = { head, workers: { "worker-01": host(2), "worker-02": host(3), "worker-03": host(4) } };
  const after: Roster = { head, workers: { "worker-01": host(2), "worker-02": { ...host(3), address: "10.0.0.9" } } };
  assert.deepEqual(leaving(before, after), { "worker-02": host(3), "worker-03": host(4) });
  assert.deepEqual(leaving(after, after), {});
  assert.deepEqual(leaving({ head, workers: {} }, before), {});
});

test("with another head the queue is another one, and nobody is stopped", () => {
  const before: Roster = { head, workers: { "worker-01": host(2) } };
  assert.deepEqual(leaving(before, { head: { ...head, id: "2" }, workers: {} }), {});
  // A head that was resized has another address and is the same.
  const resized = { head: { ...head, address: "10.0.0.7" }, workers: {} };
  assert.deepEqual(leaving(before, resized), before.workers);
});
