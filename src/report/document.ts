/**
 * What a report says, before any format: formulas, then tables, then notes. One document is built per atlas,
 * derivation, census or list of claims; the format files (`text`, `markdown`, `tex`, `csv`) only set it.
 *
 * `json.ts` does not go through here: the JSON form is a contract of its own.
 */
import type { Derivation } from "../atlas/derive/derive.js";
import type { Atlas, Census, CriticalComponent } from "../atlas/record/types.js";
import {
  buildTable,
  type Column,
  codeCell,
  exactCell,
  integerCell,
  markedCell,
  NONE,
  numberCell,
  type Table,
  textCell,
} from "./columns.js";
import { oneLine } from "./escape.js";
import { rowsWhere } from "./view.js";

/** A census, or the reason why the components cannot be counted. */
export interface CensusReport {
  readonly title: string;
  /** How the components were counted. */
  readonly method?: string;
  readonly census?: Census;
  readonly reason?: string;
}

export type ClaimVerdict = "holds" | "refuted" | "inconclusive";

export interface Claim {
  readonly id: string;
  readonly verdict: ClaimVerdict;
  readonly statement: string;
  /** The numbers the verdict rests on, in one line. */
  readonly figures: string;
}

export interface ClaimsReport {
  readonly title: string;
  readonly claims: readonly Claim[];
}

/** A displayed formula in both notations; `tex` is display mathematics without delimiters. */
export interface Formula {
  /** The variable or mode it belongs to. */
  readonly label?: string;
  readonly text: string;
  readonly tex: string;
}

export interface FormulaBlock {
  readonly heading: string;
  readonly formulas: readonly Formula[];
}

export interface NoteBlock {
  readonly heading: string;
  readonly lines: readonly string[];
}

export interface ReportDocument {
  readonly title: string;
  readonly formulas: readonly FormulaBlock[];
  /** The main one first; CSV is its header at least, the other formats leave out a table without rows. */
  readonly tables: readonly Table[];
  readonly notes: readonly NoteBlock[];
}

const DIGITS = { value: 6, share: 4, residual: 2 } as const;

const header = (text: string, tex = text) => ({ text, tex });

type ComponentColumn = Column<CriticalComponent>;

const COMPONENT_COLUMNS: readonly ComponentColumn[] = [
  { key: "id", header: header("id"), align: "left", cell: (c) => codeCell(c.id) },
  {
    key: "value",
    header: header("value"),
    align: "right",
    cell: (c) => numberCell(c.value, DIGITS.value),
  },
  {
    key: "exact_value",
    expendable: 2,
    header: header("exact"),
    align: "right",
    meaning: "the value as an exact rational",
    cell: (c) => exactCell(c.exactValue),
  },
  {
    key: "dimension",
    header: header("dim"),
    align: "right",
    meaning: "dimension of the component",
    cell: (c) => integerCell(c.dimension),
  },
  {
    key: "index",
    header: header("index"),
    align: "right",
    meaning: "negative eigenvalues of the Hessian (unstable directions of a vector field)",
    cell: (c) => integerCell(c.index),
  },
  {
    key: "nullity",
    header: header("nullity"),
    align: "right",
    meaning: "zero eigenvalues",
    cell: (c) => integerCell(c.nullity),
  },
  { key: "kind", header: header("kind"), align: "left", cell: (c) => textCell(c.kind) },
  {
    key: "stability",
    expendable: 2,
    header: header("stability"),
    align: "right",
    meaning: "stable/zero/unstable eigenvalues of the Jacobian",
    cell: ({ stability: s }) => (s === undefined ? NONE : textCell(`${s.stable}/${s.zero}/${s.unstable}`)),
  },
  {
    key: "multiplicity",
    expendable: 1,
    header: header("copies"),
    align: "right",
    meaning: "connected components the row stands for",
    cell: (c) => integerCell(c.multiplicity),
  },
  {
    key: "rank",
    expendable: 4,
    header: header("rank"),
    align: "right",
    meaning: "rank of the encoder",
    cell: (c) => integerCell(c.rank),
  },
  {
    key: "outcome",
    expendable: 1,
    header: header("outcome"),
    align: "left",
    cell: (c) => textCell(c.outcome),
  },
  recoveryColumn("min", "c_{\\min}"),
  recoveryColumn("median", "c_{\\mathrm{med}}"),
  recoveryColumn("max", "c_{\\max}"),
  {
    key: "retained",
    expendable: 3,
    header: header("retained", "$\\rho$"),
    align: "right",
    meaning: "share of the signal common to both views that the embedding keeps",
    cell: (c) => numberCell(c.retained, DIGITS.share),
  },
  {
    key: "condition_number",
    expendable: 8,
    header: header("cond"),
    align: "right",
    meaning: "condition number of WΣ^(1/2)",
    cell: (c) => numberCell(c.conditionNumber, DIGITS.share),
  },
  {
    key: "residual",
    expendable: 9,
    header: header("residual"),
    align: "right",
    meaning: "relative norm of the stationarity conditions at the representative",
    cell: (c) => numberCell(c.residual, DIGITS.residual),
  },
];

/** The last column; footnotes say what is proved, each once. */
const certificateColumn = (marks: ReadonlyMap<string, string>): ComponentColumn => ({
  key: "certificate",
  expendable: 5,
  header: header("certificate"),
  align: "left",
  cell: ({ certificate: { kind, detail } }) => markedCell(kind, marks.get(detail)),
});

/** A letter for every detail, in the order of the rows: a, b, …, z, aa, ab, … */
function certificateMarks(components: readonly CriticalComponent[]): Map<string, string> {
  const marks = new Map<string, string>();
  for (const { certificate } of components) {
    const detail = oneLine(certificate.detail);
    if (detail !== "" && !marks.has(certificate.detail)) marks.set(certificate.detail, letters(marks.size));
  }
  return marks;
}

function letters(k: number): string {
  const last = String.fromCharCode(97 + (k % 26));
  return k < 26 ? last : letters(Math.floor(k / 26) - 1) + last;
}

function recoveryColumn(which: "min" | "median" | "max", tex: string): ComponentColumn {
  return {
    key: `recovery_${which}`,
    expendable: which === "median" ? 7 : 6,
    header: header(`c ${which}`, `$${tex}$`),
    align: "right",
    ...(which === "min"
      ? { meaning: "over the atoms j, smallest (then median, largest) max_i |cos(W_i, M_j)|" }
      : {}),
    cell: (c) => numberCell(c.recovery?.[which], DIGITS.share),
  };
}

type CensusRow = { readonly index: number | string; readonly count: bigint };

const CENSUS_COLUMNS: readonly Column<CensusRow>[] = [
  {
    key: "index",
    header: header("index"),
    align: "right",
    cell: ({ index }) => (typeof index === "number" ? integerCell(index) : textCell(index)),
  },
  {
    key: "components",
    header: header("components"),
    align: "right",
    cell: (row) => integerCell(row.count),
  },
];

/** Counts by ascending index, then those without one, then the total. */
function censusTable(census: Census, heading?: string): Table {
  const rows: CensusRow[] = [...census.byIndex]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ index, count }));
  if (census.withoutIndex !== undefined) rows.push({ index: "without index", count: census.withoutIndex });
  rows.push({ index: "total", count: census.total });
  return buildTable(rows, CENSUS_COLUMNS, heading);
}

/** Notes with at least one line. */
const noteBlocks = (blocks: readonly NoteBlock[]) => blocks.filter((block) => block.lines.length > 0);

function auditLines({ audit, truncated, components }: Atlas): string[] {
  const lines = [
    audit.complete ? "complete: yes" : `complete: no (${audit.reason ?? "no reason given"})`,
    `by: ${audit.by.length === 0 ? "nothing" : audit.by.join(", ")}`,
  ];
  if (audit.complete)
    lines.push(
      audit.proof === "proved"
        ? `proof: ${audit.theorem ?? "by theorem"}; its hypotheses are decided exactly`
        : "proof: none; decided in floating point",
    );
  if (audit.complete && audit.reason !== undefined) lines.push(audit.reason);
  if (audit.morseEuler !== undefined)
    lines.push(`Morse-Euler sum: ${audit.morseEuler.found} found, ${audit.morseEuler.expected} expected`);
  if (audit.paths !== undefined) {
    const { started, finite, atInfinity, failed } = audit.paths;
    lines.push(`paths: ${started} started = ${finite} finite + ${atInfinity} at infinity + ${failed} failed`);
  }
  if (truncated)
    lines.push(`the list stops at ${components.length} entries (--limit); the counts cover all of them`);
  return lines.concat(audit.failures.map((failure) => `FAILED: ${failure}`));
}

/** Why a list has no entries. */
const noComponents = ({ components, audit, isVectorField }: Atlas): string[] => {
  if (components.length > 0) return [];
  if (audit.complete) return [`none: there is no ${isVectorField ? "equilibrium" : "critical point"}`];
  return [`none listed: ${audit.reason ?? "no reason given"}`];
};

export const CENSUS_HEADING = "Census by index";

/** Keys of the columns of a census. */
export const CENSUS_KEYS: readonly string[] = CENSUS_COLUMNS.map(({ key }) => key);

/** Keys of the columns that the table of components can have. */
export const COMPONENT_KEYS: readonly string[] = [...COMPONENT_COLUMNS.map(({ key }) => key), "certificate"];

/**
 * The document of an atlas that lists only the entries that a condition keeps, and says so: census and audit stay those of the
 * whole, families, certificates and notes are those of what is listed.
 *
 * @throws ProblemError if the condition is none.
 */
export function filteredAtlasDocument(atlas: Atlas, where: string): ReportDocument {
  const whole = atlasDocument(atlas);
  const kept = rowsWhere(whole.tables[0]!, where, COMPONENT_KEYS).map((k) => atlas.components[k]!);
  const shown = atlasDocument({ ...atlas, components: kept });
  const audit = whole.notes.find(({ heading }) => heading === "Audit")!;
  return {
    ...shown,
    notes: [
      {
        heading: "Components",
        lines: [
          `filtered: ${kept.length} of the ${atlas.components.length} entries listed, where ${where}; census and audit are those of all`,
        ],
      },
      ...shown.notes.flatMap((block) =>
        block.heading === "Components" ? [] : [block.heading === "Audit" ? audit : block],
      ),
    ],
  };
}

/** The document of an atlas: stationarity conditions, components, census, audit, notes, warnings. */
export function atlasDocument(atlas: Atlas): ReportDocument {
  const families = new Set(atlas.components.map((component) => component.family));
  const marks = certificateMarks(atlas.components);
  return {
    title: atlas.title,
    formulas: [
      {
        heading: atlas.isVectorField ? "Equilibrium conditions" : "Stationarity conditions",
        formulas: atlas.stationarity.map(({ variable, text, tex }) => ({ label: variable, text, tex })),
      },
    ],
    tables: [
      buildTable(atlas.components, [...COMPONENT_COLUMNS, certificateColumn(marks)]),
      ...(atlas.census === undefined ? [] : [censusTable(atlas.census, CENSUS_HEADING)]),
    ],
    notes: noteBlocks([
      { heading: "Components", lines: noComponents(atlas) },
      { heading: "Families", lines: [...families] },
      {
        heading: "Certificates",
        lines: [...marks].map(([detail, mark]) => `(${mark}) ${detail}`),
      },
      { heading: "Audit", lines: auditLines(atlas) },
      {
        heading: "Notes",
        lines: atlas.components.flatMap(({ id, notes }) => (notes ?? []).map((note) => `${id}: ${note}`)),
      },
      { heading: "Warnings", lines: atlas.warnings },
    ]),
  };
}

/** The document of a census; without one, the reason. */
export function censusDocument({ title, census, reason }: CensusReport): ReportDocument {
  return {
    title,
    formulas: [],
    // Without counts CSV still has its header.
    tables: [census === undefined ? buildTable([], CENSUS_COLUMNS) : censusTable(census)],
    notes: noteBlocks([
      { heading: census === undefined ? "Not counted" : "Note", lines: reason === undefined ? [] : [reason] },
    ]),
  };
}

const SYMBOL_COLUMNS: readonly Column<Derivation["symbols"][number]>[] = [
  { key: "symbol", header: header("symbol"), align: "left", cell: (row) => codeCell(row.symbol) },
  { key: "meaning", header: header("meaning"), align: "wrap", cell: (row) => textCell(row.meaning) },
];

/** The document of a derivation: loss, constraints, stationarity conditions, Hessian, mode equations, symbols. */
export function derivationDocument(derivation: Derivation): ReportDocument {
  const modes = derivation.modes.flatMap(({ equation, solutions }, k) => [
    { label: derivation.modes.length > 1 ? `equation ${k + 1}` : "equation", ...equation },
    ...solutions.map((solution) => ({ label: "solution", ...solution })),
  ]);
  return {
    title: derivation.title,
    formulas: [
      { heading: "Loss", formulas: [derivation.loss] },
      { heading: "Constraints", formulas: derivation.constraints },
      {
        heading: "Stationarity conditions",
        formulas: derivation.stationarity.map(({ variable, text, tex }) => ({ label: variable, text, tex })),
      },
      { heading: "Hessian as a quadratic form", formulas: [derivation.hessian] },
      { heading: "Mode equations", formulas: modes },
    ].filter((block) => block.formulas.length > 0),
    tables:
      derivation.symbols.length === 0 ? [] : [buildTable(derivation.symbols, SYMBOL_COLUMNS, "Symbols")],
    notes: noteBlocks([
      {
        heading: "On the mode equations",
        lines: [...new Set(derivation.modes.map((mode) => mode.note))].filter((note) => note !== ""),
      },
    ]),
  };
}

const CLAIM_COLUMNS: readonly Column<Claim>[] = [
  { key: "id", header: header("id"), align: "left", cell: (claim) => codeCell(claim.id) },
  { key: "verdict", header: header("verdict"), align: "left", cell: (claim) => textCell(claim.verdict) },
  {
    key: "statement",
    header: header("statement"),
    align: "wrap",
    cell: (claim) => textCell(claim.statement),
  },
  { key: "figures", header: header("figures"), align: "wrap", cell: (claim) => textCell(claim.figures) },
];

/** The document of a list of claims. */
export const claimsDocument = ({ title, claims }: ClaimsReport): ReportDocument => ({
  title,
  formulas: [],
  tables: [buildTable(claims, CLAIM_COLUMNS)],
  notes: [],
});
