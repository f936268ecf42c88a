/** Tables for a terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { framedTable, tableText } from "../../runtime/results/text-table.ts";

const COLUMNS = [{ title: "Machine" }, { title: "MB", align: "right" }] as const;

test("a table without a frame is as wide as what stands in it, and ends its lines with no blank", () => {
  assert.equal(
    tableText(COLUMNS, [
      ["worker-01", "950"],
      ["head", ""],
    ]),
    ["  Machine     MB", "  worker-01  950", "  head", ""].join("\n"),
  );
});

test("a table without a frame that is too wide has two lines a row, and a column in which nothing stands is left out", () => {
  const columns = [{ title: "Name" }, { title: "x" }, { title: "Empty" }, { title: "FOM" }];
  const rows = [
    ["specular", "0.01 … 0.3", "", "0.0123"],
    ["off", "–", "", ""],
  ];
  assert.equal(
    tableText(columns, rows, 30),
    "  Name      x           FOM\n  specular  0.01 … 0.3  0.0123\n  off       –\n",
  );
  assert.equal(tableText(columns, rows, 29), "  specular\n    x: 0.01 … 0.3; FOM: 0.0123\n  off\n    x: –\n");
});

test("a cell of a table without a frame stays on its line, whatever is in it", () => {
  assert.equal(tableText(COLUMNS, [["a\nb\u001b[2J", "1"]]), "  Machine  MB\n  a\uFFFDb\uFFFD[2J   1\n");
});

test("within a frame a cell may have several lines, and a long line goes on below", () => {
  assert.equal(
    framedTable(COLUMNS, [["film of\nnickel-iron", "1"]], [8, 3]),
    [
      "┌──────────┬─────┐",
      "│ Machine  │  MB │",
      "├──────────┼─────┤",
      "│ film of  │   1 │",
      "│ nickel-i │     │",
      "│ ron      │     │",
      "└──────────┴─────┘",
    ].join("\n"),
  );
});
