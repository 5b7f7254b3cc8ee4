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
import type { SolutionsCheck } from "../systems/check-solutions.js";
import { atlasDocument, atlasJson, COMPONENT_KEYS, filteredAtlasDocument } from "./atlas.js";
import { CENSUS_KEYS, type CensusReport, censusDocument, censusReportJson } from "./census.js";
import { checkDocument, checkJson, checkText } from "./check.js";
import { type ClaimsReport, claimsDocument, claimsJson, claimsText } from "./claims.js";
import { tableCsv } from "./csv.js";
import { derivationDocument, derivationJson } from "./derivation.js";
import { type ExperimentReport, experimentDocument, experimentJson } from "./experiment.js";
import type { Format } from "./formats.js";
import { formatted, type OutputFormat, type ReportParts } from "./formatted.js";
import { jsonText } from "./json.js";
import { locationDocument, locationJson } from "./location.js";
import { type SolutionsReport, solutionKeys, solutionsParts } from "./solutions.js";
import { solutionsCheckParts } from "./solutions-check.js";
import { STATE_KEYS, sweepDocument, sweepJson } from "./sweep.js";
import type { TexOptions } from "./tex.js";
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
import type { TableView } from "./view.js";

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
  if (report.kind !== "theorems") return formatted(partsOf(report), format, tex, view);
  if (typeof format === "string") return THEOREMS[format](report.theorems, tex);
  throw new RangeError("format: expected one of this package for theorems, got another");
}

/** Theorems are prose: every format has them in its own way. */
const THEOREMS: { readonly [Name in Format]: (theorems: TheoremsReport, tex: TexOptions) => string } = {
  text: theoremsText,
  json: (theorems) => jsonText(theoremsJson(theorems)),
  tex: theoremsTex,
  md: theoremsMarkdown,
  csv: (theorems) => tableCsv(theoremsTable(theorems)),
};

/** Theorems are prose and never get here. */
type TableReport = Exclude<Report, { kind: "theorems" }>;

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

function partsOf(report: TableReport): ReportParts {
  const keys = viewKeys(report.kind, report.kind === "solutions" ? report.solutions.variables : []);
  switch (report.kind) {
    case "verdicts": {
      const { verdicts } = report;
      return {
        keys,
        document: () => verdictsDocument(verdicts),
        json: () => verdictsJson(verdicts),
        text: () => verdictsText(verdicts),
        csv: () => tableCsv(verdictsTable(verdicts)),
      };
    }
    case "atlas": {
      const { atlas } = report;
      return {
        keys,
        document: () => atlasDocument(atlas),
        json: () => atlasJson(atlas),
        filtered: (where) => filteredAtlasDocument(atlas, where),
      };
    }
    case "derivation": {
      const { derivation } = report;
      return {
        keys,
        document: () => derivationDocument(derivation),
        json: () => derivationJson(derivation),
        csv() {
          throw new RangeError("csv: expected a table, got a derivation");
        },
      };
    }
    case "census":
      return {
        keys,
        document: () => censusDocument(report.census),
        json: () => censusReportJson(report.census),
      };
    case "check": {
      const { check } = report;
      return {
        keys,
        document: () => checkDocument(check),
        json: () => checkJson(check),
        text: () => checkText(check),
      };
    }
    case "claims": {
      const { claims } = report;
      return {
        keys,
        document: () => claimsDocument(claims),
        json: () => claimsJson(claims),
        text: () => claimsText(claims),
      };
    }
    case "experiment":
      return {
        keys,
        document: () => experimentDocument(report.experiment),
        json: () => experimentJson(report.experiment),
      };
    case "location":
      return {
        keys,
        document: () => locationDocument(report.location),
        json: () => locationJson(report.location),
      };
    case "solutions":
      return solutionsParts(report.solutions);
    case "solutions-check":
      return solutionsCheckParts(report.check);
    case "sweep":
      return { keys, document: () => sweepDocument(report.sweep), json: () => sweepJson(report.sweep) };
    case "training":
      return {
        keys,
        document: () => trainingDocument(report.training),
        json: () => trainingJson(report.training),
      };
  }
}
