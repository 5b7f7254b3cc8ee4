/**
 * One door to every format: `render(report, format)` with report an atlas, a derivation, a census, claims, solutions,
 * sweep, training, verdicts or theorems.
 */

import type { CheckResult } from "../atlas/audit/check.js";
import type { Derivation } from "../atlas/derive/derive.js";
import type { Atlas } from "../atlas/record/types.js";
import type { Sweep } from "../atlas/sweep/result.js";
import type { Location } from "../dynamics/locate.js";
import type { Training } from "../dynamics/types.js";
import type { Json } from "../files/json-text.js";
import type { SolutionsCheck } from "../systems/check-solutions.js";
import { atlasDocument, atlasJson, COMPONENT_KEYS, filteredAtlasDocument } from "./atlas.js";
import {
  CENSUS_HEADING,
  CENSUS_KEYS,
  type CensusReport,
  censusDocument,
  censusReportJson,
} from "./census.js";
import { checkDocument, checkJson, checkText } from "./check.js";
import { type ClaimsReport, claimsDocument, claimsJson, claimsText } from "./claims.js";
import { tableCsv } from "./csv.js";
import { derivationDocument, derivationJson } from "./derivation.js";
import type { ReportDocument } from "./document.js";
import { type ExperimentReport, experimentDocument, experimentJson } from "./experiment.js";
import type { Format } from "./formats.js";
import { jsonText } from "./json.js";
import { locationDocument, locationJson } from "./location.js";
import { documentMarkdown } from "./markdown.js";
import { type SolutionsReport, solutionKeys, solutionsDocument, solutionsJson } from "./solutions.js";
import { solutionsCheckDocument, solutionsCheckJson, solutionsCheckText } from "./solutions-check.js";
import { STATE_KEYS, sweepDocument, sweepJson } from "./sweep.js";
import { documentTex, type TexOptions } from "./tex.js";
import { documentText } from "./text.js";
import {
  type TheoremsReport,
  theoremsJson,
  theoremsMarkdown,
  theoremsTable,
  theoremsTex,
  theoremsText,
} from "./theorems.js";
import { BASIN_KEYS, trainingDocument } from "./training.js";
import { trainingJson } from "./training-json.js";
import {
  type VerdictsReport,
  verdictsDocument,
  verdictsJson,
  verdictsTable,
  verdictsText,
} from "./verdicts.js";
import { rowsWhere, type TableView, viewTable } from "./view.js";

/** What can be rendered: the result of a command under its kind. `render` says what each kind looks like in a format. */
export type Report =
  | { readonly kind: "atlas"; readonly atlas: Atlas }
  | { readonly kind: "derivation"; readonly derivation: Derivation }
  | { readonly kind: "census"; readonly census: CensusReport }
  | { readonly kind: "check"; readonly check: CheckResult }
  | { readonly kind: "claims"; readonly claims: ClaimsReport }
  | { readonly kind: "experiment"; readonly experiment: ExperimentReport }
  | { readonly kind: "location"; readonly location: Location }
  | { readonly kind: "solutions"; readonly solutions: SolutionsReport }
  | { readonly kind: "solutions-check"; readonly check: SolutionsCheck }
  | { readonly kind: "sweep"; readonly sweep: Sweep }
  | { readonly kind: "training"; readonly training: Training }
  | { readonly kind: "verdicts"; readonly verdicts: VerdictsReport }
  | { readonly kind: "theorems"; readonly theorems: TheoremsReport };

/**
 * The report as text in the given format, ending with a line break; deterministic.
 *
 * @param format one of `FORMATS`, or a format from outside.
 * @param tex read only when `format` is "tex".
 * @param view of the main table of an atlas, a training, a sweep, solutions or a census, in every format but JSON.
 * @returns the text of a file in that format.
 * @throws RangeError if a number in the report is NaN or infinite, or `format` is "csv" and the report a
 *   derivation: formulas are no table; or a format from outside is asked for theorems.
 * @example
 * render({ kind: "atlas", atlas }, "tex", { siunitx: true, label: "tab:atlas" }).includes("\\label{tab:atlas}") // true
 */
export function render(
  report: Report,
  format: Format | OutputFormat,
  tex: TexOptions = {},
  view: TableView = {},
): string {
  const writer = typeof format === "string" ? WRITERS[format] : null;
  if (report.kind === "theorems") {
    if (writer !== null) return writer.theorems(report.theorems, tex);
    throw new RangeError("format: expected one of this package for theorems, got another");
  }
  if (writer !== null) return writer.report(report, view, tex);
  return (format as OutputFormat).write(readable(report, view));
}

/** A format from outside: it sets documents, of which all reports but theorems are made. */
export interface OutputFormat {
  write(document: ReportDocument): string;
}

/** How a format sets reports. */
interface Writer {
  report(report: TableReport, view: TableView, tex: TexOptions): string;
  theorems(theorems: TheoremsReport, tex: TexOptions): string;
}

const WRITERS: { readonly [Name in Format]: Writer } = {
  text: {
    report(report, view) {
      if (report.kind === "verdicts") return verdictsText(report.verdicts);
      if (report.kind === "check") return checkText(report.check);
      if (report.kind === "solutions-check") return solutionsCheckText(report.check);
      return report.kind === "claims" ? claimsText(report.claims) : documentText(readable(report, view));
    },
    theorems: theoremsText,
  },
  json: {
    report: (report) => jsonText(jsonOf(report)),
    theorems: (theorems) => jsonText(theoremsJson(theorems)),
  },
  tex: {
    report: (report, view, tex) => documentTex(readable(report, view), tex),
    theorems: theoremsTex,
  },
  md: {
    report: (report, view) => documentMarkdown(readable(report, view)),
    theorems: theoremsMarkdown,
  },
  csv: {
    report(report, view) {
      if (report.kind === "derivation") throw new RangeError("csv: expected a table, got a derivation");
      if (report.kind === "verdicts") return tableCsv(verdictsTable(report.verdicts));
      return tableCsv(viewed(report, view).tables[0]!);
    },
    theorems: (theorems) => tableCsv(theoremsTable(theorems)),
  },
};

/** Theorems are prose and never get here. */
type TableReport = Exclude<Report, { kind: "theorems" }>;

/** The document with its main table under a view. */
function viewed(report: TableReport, view: TableView): ReportDocument {
  const { where } = view;
  const document =
    where === undefined
      ? documentOf(report)
      : report.kind === "atlas"
        ? filteredAtlasDocument(report.atlas, where)
        : filtered(documentOf(report), where, keysOf(report));
  const [main, ...others] = document.tables;
  if (main === undefined) return document;
  const shown = view.census === false ? others.filter(({ heading }) => heading !== CENSUS_HEADING) : others;
  return { ...document, tables: [viewTable(main, view), ...shown] };
}

function filtered(document: ReportDocument, where: string, keys: readonly string[]): ReportDocument {
  const [main, ...others] = document.tables;
  if (main === undefined) return document;
  const kept = rowsWhere(main, where, keys);
  const line = `filtered: ${kept.length} of ${main.rows.length} rows, where ${where}; the rest of the report is that of all`;
  return {
    ...document,
    tables: [{ ...main, rows: kept.map((k) => main.rows[k]!) }, ...others],
    notes: [{ heading: "List", lines: [line] }, ...document.notes],
  };
}

const keysOf = (report: TableReport): readonly string[] =>
  viewKeys(report.kind, report.kind === "solutions" ? report.solutions.variables : []);

/** Keys of the columns that views of this report (of a system in these variables) know; none where it takes no view. */
export function viewKeys(kind: Report["kind"], variables: readonly string[] = []): readonly string[] {
  switch (kind) {
    case "atlas":
      return COMPONENT_KEYS;
    case "census":
      return CENSUS_KEYS;
    case "solutions":
      return solutionKeys(variables);
    case "sweep":
      return STATE_KEYS;
    case "training":
      return BASIN_KEYS;
    default:
      return [];
  }
}

/** The document for a reader: a table without rows says nothing that its notes do not. */
function readable(report: TableReport, view: TableView): ReportDocument {
  const document = viewed(report, view);
  return { ...document, tables: document.tables.filter(({ rows }) => rows.length > 0) };
}

function documentOf(report: TableReport): ReportDocument {
  switch (report.kind) {
    case "verdicts":
      return verdictsDocument(report.verdicts);
    case "atlas":
      return atlasDocument(report.atlas);
    case "derivation":
      return derivationDocument(report.derivation);
    case "census":
      return censusDocument(report.census);
    case "check":
      return checkDocument(report.check);
    case "claims":
      return claimsDocument(report.claims);
    case "experiment":
      return experimentDocument(report.experiment);
    case "location":
      return locationDocument(report.location);
    case "solutions":
      return solutionsDocument(report.solutions);
    case "solutions-check":
      return solutionsCheckDocument(report.check);
    case "sweep":
      return sweepDocument(report.sweep);
    case "training":
      return trainingDocument(report.training);
  }
}

function jsonOf(report: TableReport): Json {
  switch (report.kind) {
    case "verdicts":
      return verdictsJson(report.verdicts);
    case "atlas":
      return atlasJson(report.atlas);
    case "derivation":
      return derivationJson(report.derivation);
    case "census":
      return censusReportJson(report.census);
    case "check":
      return checkJson(report.check);
    case "claims":
      return claimsJson(report.claims);
    case "experiment":
      return experimentJson(report.experiment);
    case "location":
      return locationJson(report.location);
    case "solutions":
      return solutionsJson(report.solutions);
    case "solutions-check":
      return solutionsCheckJson(report.check);
    case "sweep":
      return sweepJson(report.sweep);
    case "training":
      return trainingJson(report.training);
  }
}
