import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { Aftermath } from "../../runtime/study/aftermath.ts";

test("what fails after the trials is a note that says what is missing and why; what does not is there", () => {
  const after = new Aftermath();
  assert.equal(
    after.attempt("Curves", () => 7),
    7,
  );
  assert.deepEqual(after.notes, []);
  const fail = (error: Error) =>
    after.attempt("Curves", () => {
      throw error;
    });
  assert.equal(fail(new GxError("GX_SCRIPT_FAILED", "line 3: no.")), undefined);
  fail(new RangeError("Array buffer allocation failed"));
  assert.deepEqual(after.notes, [
    "Curves could not be computed and are left out: line 3: no.",
    "Curves could not be computed and are left out: Array buffer allocation failed (a defect of meta-genx: please report it).",
  ]);
});
