/**
 * The tables of docs/results-h5.md, made from runtime/results/layout.ts. Run
 * this file (`node test/results/layout-tables.ts`) to put them into the page;
 * layout.test.ts says when that is due.
 */
import * as fs from "node:fs";
import * as layout from "../../runtime/results/layout.ts";

export const PAGE = new URL("../../docs/results-h5.md", import.meta.url);

const BEGIN = "<!-- tables: made by test/results/layout-tables.ts -->";

/** The page with its tables made new. */
export function pageWithTables(page: string): string {
  const at = page.indexOf(BEGIN);
  if (at < 0) throw new Error(`docs/results-h5.md has lost the line ${BEGIN}`);
  return `${page.slice(0, at)}${BEGIN}\n${tables()}`;
}

function tables(): string {
  const groups = [
    ["/", layout.ROOT_ATTRIBUTES, layout.ROOT_ITEMS],
    ["/fits/NNNN", layout.FIT_ATTRIBUTES, layout.FIT_ITEMS],
    ["/fits/NNNN/datasets/NNNN", layout.DATASET_ATTRIBUTES, layout.DATASET_ITEMS],
    ["/fits/NNNN/sld/NNNN", layout.SLD_ATTRIBUTES, layout.SLD_ITEMS],
  ] as const;
  const lengths = Object.entries(layout.LENGTHS).filter(([name]) => name !== "1");
  return [
    table(
      ["length", "is the number of"],
      lengths.map(([name, meaning]) => [name, meaning]),
    ),
    ...groups.map(([place, attributes, items]) =>
      [
        `## ${place}\n`,
        table(
          ["attribute", "meaning"],
          attributes.map((a) => [`\`${a.name}\``, a.meaning]),
        ),
        table(
          ["data set", "type", "shape", "unit", "meaning"],
          items.map((item) => [`\`${item.path}\``, item.type, shape(item.shape), item.unit, item.meaning]),
        ),
      ].join("\n"),
    ),
  ].join("\n");
}

function shape(lengths: readonly (string | number)[]): string {
  return lengths[0] === 1 ? "scalar" : `[${lengths.join(", ")}]`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

if (import.meta.main) fs.writeFileSync(PAGE, pageWithTables(fs.readFileSync(PAGE, "utf8")));
