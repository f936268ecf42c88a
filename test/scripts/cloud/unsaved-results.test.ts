/** What is said to go with a fleet, before it goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { unsavedLines } from "../../../scripts/cloud/unsaved-results.ts";

test("a fleet that does not say is warned of, one without open sweeps is not", () => {
  assert.deepEqual(unsavedLines(undefined), [
    "Results of sweeps that no driver has gathered yet are in its Redis, and go with it.",
  ]);
  assert.deepEqual(unsavedLines([]), ["No sweep has results there that are not gathered."]);
});

test("a sweep that is not over is named, with what gathers its results", () => {
  const sweep = {
    sweep: "3f2a91bc04d7e6b1",
    file: "fit.gx",
    folder: "laptop:/home/me/sweeps/fit-1",
    left: 12,
    ready: 5,
  };
  assert.deepEqual(unsavedLines([sweep, { ...sweep, left: 0, ready: 0 }]), [
    "Sweep 3f2a91bc04d7e6b1 (fit.gx) loses 7 trials to come and 5 results. npm run fleet -- collect /home/me/sweeps/fit-1 gathers those.",
  ]);
});
