/** The benchmark's arithmetic and its turns, with sides that are made up: nothing here is timed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CASES, type Case, type Peer } from "../../bench/cases.ts";
import { measure } from "../../bench/measure.ts";
import { ratioRange, rowsOf } from "../../bench/rows.ts";
import type { Requests, Side } from "../../bench/side.ts";
import { median } from "../../runtime/math/median.ts";

const WHOLE_FIT = CASES.find(({ name }) => name === "whole-fit-xray")!;
const ONE_CURVE = CASES.find(({ name }) => name === "one-curve")!;
const START_UP = CASES.find(({ name }) => name === "start-up")!;

/** A side that answers at once, of a given speed, and writes down what it was asked. */
function fakeSide(name: string, secondsOf: (round: number) => number, diary: string[], curve = [1, 0.5]): Side {
  let round = 0;
  const answers: { [Name in keyof Requests]: (asks: never) => unknown } = {
    open: () => ({}),
    evaluate: () => ({ curve, fom: 0.25 }),
    fit: ({ generations }: Requests["fit"]["asks"]) => ({
      work: 60 * (generations + 1),
      seconds: secondsOf(round++),
      fom: 0.01,
    }),
    curves: ({ count }: Requests["curves"]["asks"]) => ({ work: count, seconds: secondsOf(round++) }),
  };
  return {
    async ask(request, asks) {
      diary.push(`${name} ${request}`);
      return answers[request](asks as never) as never;
    },
    close: () => diary.push(`${name} close`),
  };
}

function run(subject: Case, ours: () => Side, theirs: [Peer, () => Side][], rounds: number) {
  return measure(subject, { ours, theirs: new Map(theirs) }, rounds, false);
}

test("sides get warm, take turns, and do the same evaluations", async () => {
  const diary: string[] = [];
  const measured = await run(
    WHOLE_FIT,
    () => fakeSide("A", (round) => (round === 0 ? 100 : 1), diary),
    [["genx", () => fakeSide("B", (round) => (round === 0 ? 100 : 4), diary)]],
    2,
  );
  assert.deepEqual(
    diary.filter((entry) => entry.endsWith("fit")),
    ["A fit", "B fit", "A fit", "B fit", "A fit", "B fit"],
  );
  assert.deepEqual(diary.slice(-2), ["A close", "B close"]);
  assert.deepEqual(measured.ours, [12060, 12060]);
  assert.deepEqual(rowsOf([measured]), [{ case: "whole-fit-xray", peer: "genx", ratio: 4, ours: 12060, theirs: 3015 }]);
});

test("peers that this Python does not have are left out; those that it has are a row each", async () => {
  const measured = await run(
    WHOLE_FIT,
    () => fakeSide("A", () => 1, []),
    [
      ["genx", () => fakeSide("B", () => 4, [])],
      ["refl1d", () => fakeSide("C", () => 3, [])],
    ],
    1,
  );
  assert.deepEqual(
    rowsOf([measured]).map(({ peer, ratio }) => [peer, ratio]),
    [
      ["genx", 4],
      ["refl1d", 3],
    ],
  );
});

test("a side that computes another curve, or does another count, is no peer", async () => {
  const ours = () => fakeSide("A", () => 1, []);
  await assert.rejects(
    run(WHOLE_FIT, ours, [["genx", () => fakeSide("B", () => 1, [], [1, 0.5001])]], 1),
    /whole-fit-xray: genx and we do not compute the same at /,
  );
  const lazy = (): Side => {
    const side = fakeSide("B", () => 1, []);
    return {
      ...side,
      ask: (name, asks) => (name === "fit" ? ({ work: 1, seconds: 1 } as never) : side.ask(name, asks)),
    };
  };
  await assert.rejects(run(WHOLE_FIT, ours, [["genx", lazy]], 1), /the sides did 12060, 1 evaluations/);
});

test("a start is a new process each time", async () => {
  const diary: string[] = [];
  const measured = await run(
    START_UP,
    () => fakeSide("A", () => 0, diary),
    [["genx", () => fakeSide("B", () => 0, diary)]],
    1,
  );
  const once = ["A open", "A evaluate", "A close", "B open", "B evaluate", "B close"];
  assert.deepEqual(diary, [...once, ...once]);
  assert.equal(measured.ours.length, 1);
});

test("a start's rate is starts per second", async () => {
  const side = (): Side => {
    const quick = fakeSide("A", () => 0, []);
    return {
      ...quick,
      async ask(name, asks) {
        await sleep(50);
        return quick.ask(name, asks);
      },
    };
  };
  const { ours } = await run(START_UP, side, [["genx", side]], 1);
  // Two answers of 50 ms each; a busy machine makes it fewer starts, never more.
  assert.ok(ours[0]! > 0 && ours[0]! < 10.5, `${ours[0]} starts per second`);
});

test("what the study had is a rate, the lowest first, and every case is of a kind that can be measured", () => {
  for (const { name, kind, study = [1, 1] } of CASES) {
    assert.ok(["whole-fit", "one-curve", "start-up"].includes(kind), name);
    assert.ok(study[0] > 0 && study[0] <= study[1] && study[1] < 2 * study[0], name);
  }
});

test("one-curve asks for curves, at two points in turn", async () => {
  const diary: string[] = [];
  await run(ONE_CURVE, () => fakeSide("A", () => 2, diary), [["genx", () => fakeSide("B", () => 2, diary)]], 1);
  assert.equal(diary.filter((entry) => entry.endsWith("curves")).length, 4);
});

test("medians, and the range of single rounds", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.deepEqual(ratioRange([10, 20, 30], [10, 5, 10]), [1, 4]);
});
