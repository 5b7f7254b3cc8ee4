/**
 * The solutions of a polynomial system as a document, a table and JSON:
 *
 *   {"solutions": {"finite", "real", "singular"}, "dimension", "points": [{"re", "im", "real", "multiplicity", …}],
 *    "layers": [{"dimension", "degree", …}], "realPart": {"kind", "points", …},
 *    "paths": {…}, "complete", "proof", "reasons": [{"kind", …}]}
 */

import type { Json } from "../files/json-text.js";
import { texName } from "../symbolic/print.js";
import type {
  IncompleteReason,
  RealPart,
  SamplePoint,
  SolutionCounts,
  SolvedPoint,
  SolvedSystem,
  UnresolvedCluster,
} from "../systems/solved-system.js";
import { buildTable, type Column, integerCell, NONE, numberCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import type { ReportParts } from "./formatted.js";
import { preamble } from "./json.js";
import { formatNumber } from "./number.js";

/** A solved system and what was asked of it. */
export interface SolutionsReport {
  readonly variables: readonly string[];
  /** Number of equations. */
  readonly equations: number;
  /** The equations as they are written, for files that `check` verifies by themselves. */
  readonly sources?: readonly string[];
  readonly seed: number;
  readonly result: SolvedSystem;
}

/** Points listed; how many of them are real, and how many singular. */
const countsOf = ({ solutions }: SolvedSystem) => ({
  finite: solutions.length,
  real: solutions.filter(({ real }) => real).length,
  singular: solutions.filter(({ singular }) => singular).length,
});

/** Every number with as many significant digits as tell the point from those that look alike at fewer. */
type Row = SolvedPoint & { readonly point: number; readonly digits: number };

const USUAL_DIGITS = 6;
/** As many tell any two doubles apart. */
const MOST_DIGITS = 17;

/** The points in their order: those that print alike take more digits together until they differ, or until doubles have no more. */
function rowsOf(points: readonly SolvedPoint[]): Row[] {
  const digits = new Int32Array(points.length);
  const tellApart = (alike: readonly number[], at: number): void => {
    const groups = new Map<string, number[]>();
    for (const k of alike) {
      digits[k] = at;
      const text = [...points[k]!.re, ...points[k]!.im].map((x) => formatNumber(x, at)).join(" ");
      const group = groups.get(text);
      if (group === undefined) groups.set(text, [k]);
      else group.push(k);
    }
    if (at < MOST_DIGITS) for (const group of groups.values()) if (group.length > 1) tellApart(group, at + 1);
  };
  tellApart([...points.keys()], USUAL_DIGITS);
  return points.map((solution, k) => ({ ...solution, point: k + 1, digits: digits[k]! }));
}

/** Imaginary parts of real points are left out, so that a table of real points has no columns for them. */
const coordinateColumns = (name: string, v: number): Column<Row>[] => [
  {
    key: `re_${name}`,
    header: `re ${name}`,
    tex: `$\\operatorname{Re} ${texName(name)}$`,
    align: "right",
    cell: ({ re, digits }) => numberCell(re[v]!, digits),
  },
  {
    key: `im_${name}`,
    header: `im ${name}`,
    tex: `$\\operatorname{Im} ${texName(name)}$`,
    align: "right",
    cell: ({ im, real, digits }) => (real ? NONE : numberCell(im[v]!, digits)),
  },
];

const yesNo = (value: boolean) => textCell(value ? "yes" : "no");

const columnsOf = (variables: readonly string[]): readonly Column<Row>[] => [
  { key: "point", header: "point", align: "right", cell: ({ point }) => integerCell(point) },
  ...variables.flatMap(coordinateColumns),
  { key: "real", header: "real", align: "left", cell: ({ real }) => yesNo(real) },
  { key: "singular", header: "singular", align: "left", cell: ({ singular }) => yesNo(singular) },
  {
    key: "multiplicity",
    header: "mult",
    align: "right",
    meaning: "dimension of the local ring of the point",
    cell: ({ multiplicity }) => (multiplicity === undefined ? NONE : integerCell(multiplicity)),
  },
  {
    key: "certified",
    header: "certified",
    align: "left",
    meaning: "existence, uniqueness and reality proved by interval arithmetic",
    cell: ({ certified }) => yesNo(certified),
  },
  {
    key: "residual",
    header: "residual",
    align: "right",
    cell: ({ residual }) => (residual === undefined ? NONE : numberCell(residual, 2)),
  },
];

/** Keys of the columns that the table of solutions can have. */
export const solutionKeys = (variables: readonly string[]): readonly string[] =>
  columnsOf(variables).map(({ key }) => key);

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** One reason why a list is not complete, in words. */
function reasonText(reason: IncompleteReason, counts: SolutionCounts | undefined): string {
  switch (reason.kind) {
    case "paths":
      return reason.text;
    case "interrupted":
      return "interrupted before the elimination was done";
    case "clusters":
      return `${plural(reason.paths, "path ends", "paths end")} in ${plural(reason.count, "cluster")} that double precision does not resolve`;
    case "uncertified":
      return `${plural(reason.count, "nonsingular point is", "nonsingular points are")} not certified`;
    case "count":
      return `found ${plural(reason.distinct, "distinct solution")}${reason.multiplicity === null ? "" : ` (${reason.multiplicity} with multiplicity)`}, while ${counts === undefined ? "the count is another" : countText(counts)}`;
    case "positive-dimension":
      return `beside a solution set of dimension ${reason.dimension}, isolated solutions may receive no path`;
    case "sizes":
      return "solutions of very different sizes, which paths in one scaling do not tell from infinity";
    case "membership":
      return `of ${plural(reason.count, "point")} it is not known whether every equation vanishes there`;
    case "budget":
      return "the budget is spent before the elimination is done";
    case "unverified":
      return "points by elimination that were not verified over Q";
    case "methods-differ":
      return `paths find ${plural(reason.paths, "solution")}, elimination ${reason.algebra}`;
    case "consistency":
      return "fewer equations than variables, and no solution was found";
    case "dimension":
      return `a solution set of dimension ${reason.atLeast} at least`;
  }
}

/** What a count modulo a prime says. */
const countText = ({ dimension, degree, distinct, prime }: SolutionCounts): string =>
  `modulo ${prime} ${
    dimension < 0
      ? "there is none"
      : dimension > 0
        ? `the solution set has dimension ${dimension} and degree ${degree}`
        : `there are ${distinct === null ? "" : `${distinct}, `}${degree} with multiplicity`
  }`;

const reasonsText = ({ reasons, counts }: SolvedSystem): string =>
  reasons.length === 0 ? "no reason given" : reasons.map((reason) => reasonText(reason, counts)).join("; ");

/** What the whole solution set is, where that is known. */
function dimensionLine({ complete, dimension, solutions, evidence, layers }: SolvedSystem): string[] {
  if (dimension === undefined) return [];
  if (dimension < 0) return ["no solution"];
  if (dimension === 0) return [];
  const isolated = complete && solutions.length === 0 ? ", without isolated points" : "";
  const rest =
    layers === undefined && evidence?.kind === "components"
      ? ` and degree ${evidence.degree}${evidence.unmixed ? "" : " there, with components of lower dimension perhaps"}`
      : "";
  return [`the solution set has dimension ${dimension}${rest}${isolated}`];
}

/** Dimension by dimension. */
function layerLines({ layers = [], realPart, dimension = 0 }: SolvedSystem): string[] {
  if (dimension < 1) return [];
  const texts = layers.map(
    ({ dimension: k, degree, reduced, proof }) =>
      `dimension ${k}, degree ${degree}${reduced === undefined || reduced === degree ? "" : ` with multiplicity, ${reduced} without`}${proof === "modular" ? " (as primes agree, not proved)" : ""}`,
  );
  return [
    ...(texts.length === 0 ? [] : [`components of positive dimension: ${texts.join("; ")}`]),
    ...(realPart === undefined ? [] : [realText(realPart)]),
  ];
}

function realText(part: RealPart): string {
  switch (part.kind) {
    case "none":
      return `no real point on them${byProof(part.proof)}`;
    case "points": {
      const { length } = part.points;
      const count = length === 1 ? "1 connected component" : `at most ${length} connected components`;
      return `real points on them: ${count}, every one meets the points below${byProof(part.proof)}`;
    }
    case "undecided":
      return `real points on them: not decided (${GAPS[part.gap]})`;
  }
}

const byProof = (proof: "proved" | "modular"): string =>
  proof === "proved" ? " (proved)" : " (as primes agree, not proved)";

/** Why real points are not decided. */
const GAPS: Record<Extract<RealPart, { kind: "undecided" }>["gap"], string> = {
  budget: "the budget is spent",
  components: "some components are not proved to be all, or of one dimension",
  radical: "the radical of a multiple component was not found",
  points: "points on the way were not verified",
  interrupted: "interrupted",
};

type SampleRow = SamplePoint & { readonly sample: number };

const sampleColumns = (variables: readonly string[]): readonly Column<SampleRow>[] => [
  { key: "sample", header: "point", align: "right", cell: ({ sample }) => integerCell(sample) },
  ...variables.map(
    (name, v): Column<SampleRow> => ({
      key: name,
      header: name,
      tex: `$${texName(name)}$`,
      align: "right",
      cell: ({ re }) => numberCell(re[v]!),
    }),
  ),
  {
    key: "dimension",
    header: "dim",
    align: "right",
    meaning: "dimension of the real solution set near the point",
    cell: ({ dimension }) => (dimension === undefined ? NONE : integerCell(dimension)),
  },
];

function sampleTable(variables: readonly string[], { realPart }: SolvedSystem) {
  if (realPart?.kind !== "points") return [];
  const rows = realPart.points.map((point, k) => ({ ...point, sample: k + 1 }));
  return [buildTable(rows, sampleColumns(variables), "Real points on components of positive dimension")];
}

function verdictLine(result: SolvedSystem): string {
  if (!result.complete) return `complete: no (${reasonsText(result)})`;
  const { evidence } = result;
  if (result.proof === "modular" && evidence?.kind === "modular")
    return `complete: yes (every point verified over Q; that there are no others is what ${evidence.primes} primes of ${evidence.bits} bits agree on)`;
  if (result.proof !== "proved") return "complete: yes (numerical evidence, not proof)";
  if (evidence !== undefined && "verifiedBy" in evidence)
    return "complete: yes (proved: as many distinct solutions are certified as exact elimination leaves room for)";
  return result.method === "paths"
    ? `complete: yes (proved: as many distinct solutions are certified as the bound of ${result.bound} admits)`
    : "complete: yes (proved: by exact elimination)";
}

/** The document of a solved system: points, counts, paths, verdict. */
function solutionsDocument({ variables, equations, result }: SolutionsReport): ReportDocument {
  const { finite, real, singular } = countsOf(result);
  const { started, finite: ended, atInfinity, failed } = result.paths;
  return {
    title: `Polynomial system, ${equations} equation${equations === 1 ? "" : "s"} in ${variables.join(", ")}`,
    formulas: [],
    tables: [buildTable(rowsOf(result.solutions), columnsOf(variables)), ...sampleTable(variables, result)],
    notes: [
      {
        heading: "Solutions",
        lines: [
          `${finite} finite, ${real} of them real, ${singular} singular`,
          ...dimensionLine(result),
          ...layerLines(result),
          ...result.clusters.map(clusterLine),
          ...(result.counts === undefined ? [] : [`count: ${countText(result.counts)}`]),
          ...(result.method === "paths"
            ? [`paths: ${started} started = ${ended} finite + ${atInfinity} at infinity + ${failed} failed`]
            : []),
          verdictLine(result),
        ],
      },
    ],
  };
}

const clusterLine = ({ re, im, radii, paths }: UnresolvedCluster): string =>
  `unresolved cluster of ${plural(paths, "path")} near (${Array.from(re, (x, v) =>
    Math.abs(im[v]!) <= radii[v]!
      ? x.toPrecision(6)
      : `${x.toPrecision(6)} ${im[v]! < 0 ? "-" : "+"} ${Math.abs(im[v]!).toPrecision(6)}i`,
  ).join(", ")})`;

// −0 would be written as a number of its own.
const numbers = (values: Float64Array): number[] => Array.from(values, (x) => x + 0);

const pointJson = (point: SolvedPoint): Json => ({
  re: numbers(point.re),
  im: numbers(point.im),
  real: point.real,
  singular: point.singular,
  multiplicity: point.multiplicity,
  certified: point.certified,
  radius: point.radius,
  radii: point.radii === undefined ? undefined : numbers(point.radii),
  residual: point.residual,
  exact: point.exact === undefined ? undefined : [...point.exact],
});

const sampleJson = ({ re, radii, exact, dimension }: SamplePoint): Json => ({
  re: numbers(re),
  radii: numbers(radii),
  exact: exact === undefined ? undefined : [...exact],
  dimension,
});

const realPartJson = (part: RealPart): Json =>
  part.kind === "points"
    ? { ...part, components: { atMost: part.points.length }, points: part.points.map(sampleJson) }
    : { ...part };

/** The solved system as a plain JSON value. */
export const solutionsJson = ({ variables, sources, seed, result }: SolutionsReport): Json => ({
  ...preamble(),
  seed,
  variables: [...variables],
  equations: sources === undefined ? undefined : [...sources],
  solutions: countsOf(result),
  dimension: result.dimension,
  points: result.solutions.map(pointJson),
  clusters: result.clusters.map(({ re, im, radii, paths }) => ({
    re: numbers(re),
    im: numbers(im),
    radii: numbers(radii),
    paths,
  })),
  layers: result.layers?.map((layer) => ({ ...layer })),
  realPart: result.realPart === undefined ? undefined : realPartJson(result.realPart),
  counts: result.counts === undefined ? undefined : { ...result.counts },
  method: result.method,
  start: result.start,
  paths: { ...result.paths },
  complete: result.complete,
  proof: result.proof,
  evidence: result.evidence === undefined ? undefined : { ...result.evidence },
  reason: result.complete ? undefined : reasonsText(result),
  reasons: result.reasons.map((reason) => ({ ...reason })),
});

/** What formats are made of. */
export const solutionsParts = (report: SolutionsReport): ReportParts => ({
  keys: solutionKeys(report.variables),
  document: () => solutionsDocument(report),
  json: () => solutionsJson(report),
});
