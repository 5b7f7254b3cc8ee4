/**
 * The solutions of a polynomial system as a document, a table and JSON:
 *
 *   {"solutions": {"finite", "real", "singular"}, "points": [{"re", "im", "real", "multiplicity", …}], "paths": {…}}
 */
import type { SystemSolution, SystemSolutions } from "../numeric/solve-system.js";
import { texName } from "../symbolic/print.js";
import { buildTable, type Column, integerCell, NONE, numberCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import type { Json } from "./json.js";
import { packageTag } from "./package.js";

export interface SolutionsReport {
  readonly variables: readonly string[];
  /** Number of equations. */
  readonly equations: number;
  readonly seed: number;
  readonly result: SystemSolutions;
}

/** Points listed; how many of them are real, and how many singular. */
const countsOf = ({ solutions }: SystemSolutions) => ({
  finite: solutions.length,
  real: solutions.filter(({ real }) => real).length,
  singular: solutions.filter(({ singular }) => singular).length,
});

type Row = SystemSolution & { readonly point: number };

/** Imaginary parts of real points are left out, so that a table of real points has no columns for them. */
const coordinateColumns = (name: string, v: number): Column<Row>[] => [
  {
    key: `re_${name}`,
    header: { text: `re ${name}`, tex: `$\\operatorname{Re} ${texName(name)}$` },
    align: "right",
    cell: ({ re }) => numberCell(re[v]!),
  },
  {
    key: `im_${name}`,
    header: { text: `im ${name}`, tex: `$\\operatorname{Im} ${texName(name)}$` },
    align: "right",
    cell: ({ im, real }) => (real ? NONE : numberCell(im[v]!)),
  },
];

const yesNo = (value: boolean) => textCell(value ? "yes" : "no");
const header = (text: string) => ({ text, tex: text });

const columnsOf = (variables: readonly string[]): readonly Column<Row>[] => [
  { key: "point", header: header("point"), align: "right", cell: ({ point }) => integerCell(point) },
  ...variables.flatMap(coordinateColumns),
  { key: "real", header: header("real"), align: "left", cell: ({ real }) => yesNo(real) },
  { key: "singular", header: header("singular"), align: "left", cell: ({ singular }) => yesNo(singular) },
  {
    key: "multiplicity",
    header: header("mult"),
    align: "right",
    meaning: "number of paths that end at the point",
    cell: ({ multiplicity }) => integerCell(multiplicity),
  },
  {
    key: "certified",
    header: header("certified"),
    align: "left",
    meaning: "existence, uniqueness and reality proved by interval arithmetic",
    cell: ({ certified }) => yesNo(certified),
  },
  {
    key: "residual",
    header: header("residual"),
    align: "right",
    cell: ({ residual }) => numberCell(residual, 2),
  },
];

/** The document of a solved system: points, counts, paths, verdict. */
export function solutionsDocument({ variables, equations, result }: SolutionsReport): ReportDocument {
  const { finite, real, singular } = countsOf(result);
  const { started, finite: ended, atInfinity, failed } = result.paths;
  const rows = result.solutions.map((solution, k) => ({ ...solution, point: k + 1 }));
  return {
    title: `Polynomial system, ${equations} equation${equations === 1 ? "" : "s"} in ${variables.join(", ")}`,
    formulas: [],
    tables: [buildTable(rows, columnsOf(variables))],
    notes: [
      {
        heading: "Solutions",
        lines: [
          `${finite} finite, ${real} of them real, ${singular} singular`,
          `paths: ${started} started = ${ended} finite + ${atInfinity} at infinity + ${failed} failed`,
          result.complete
            ? result.proof === "proved"
              ? `complete: yes (proved: as many distinct solutions are certified as the bound of ${result.bound} admits)`
              : "complete: yes (numerical evidence, not proof)"
            : `complete: no (${result.reason ?? "no reason given"})`,
        ],
      },
    ],
  };
}

/** The solved system as a plain JSON value. */
export const solutionsJson = ({ variables, seed, result }: SolutionsReport): Json => ({
  schemaVersion: 1,
  package: packageTag(),
  seed,
  variables: [...variables],
  solutions: countsOf(result),
  points: result.solutions.map(({ re, im, real, singular, multiplicity, certified, radius, residual }) => ({
    // −0 would be written as a number of its own.
    re: Array.from(re, (x) => x + 0),
    im: Array.from(im, (x) => x + 0),
    real,
    singular,
    multiplicity,
    certified,
    radius,
    residual,
  })),
  start: result.start,
  paths: { ...result.paths },
  complete: result.complete,
  proof: result.proof,
  reason: result.reason,
});
