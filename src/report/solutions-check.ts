/** What `check` found of a list of solutions, as a document, a table and JSON: `{"holds", "discrepancies": [{"audit", "place", "text"}], "open"}`. */
import type { Json } from "../files/json-text.js";
import type { OpenStatement, SolutionDiscrepancy, SolutionsCheck } from "../systems/check-solutions.js";
import { buildTable, type Column, codeCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import type { ReportParts } from "./formatted.js";
import { preamble } from "./json.js";

const COLUMNS: readonly Column<SolutionDiscrepancy>[] = [
  { key: "audit", header: "audit", align: "left", cell: ({ audit }) => textCell(audit) },
  { key: "place", header: "place", align: "left", cell: ({ place }) => codeCell(place) },
  { key: "text", header: "discrepancy", align: "wrap", cell: ({ text }) => textCell(text) },
];

const openText = (statement: OpenStatement): string => {
  switch (statement.kind) {
    case "evidence":
      return `evidence.kind: not re-verified, ${statement.name} is not known here`;
    case "other-evidence":
      return `evidence.kind: not re-verified, the list is found again by ${statement.found}, not by ${statement.name}`;
    case "field":
      return `${statement.name}: not re-verified, neither known here nor found again`;
    case "list":
      return "points: not re-verified, neither elimination nor paths find all solutions";
  }
};

const verifiedText = ({ stored, verified, prime, open }: SolutionsCheck): string => {
  const { points, complete, proof } = stored;
  const list = !complete
    ? "the list is incomplete"
    : open.some(({ kind }) => kind === "list")
      ? "that they are all is not verified"
      : `completeness ${proof}`;
  return `holds: ${points.length} ${points.length === 1 ? "point" : "points"}, ${verified} verified at their places${prime === null ? "" : `, the count modulo ${prime}`}; ${list}`;
};

/** One line per discrepancy; what was verified where there is none, and what was not. */
export const solutionsCheckText = (check: SolutionsCheck): string =>
  (check.discrepancies.length > 0
    ? check.discrepancies.map(({ audit, place, text }) => `${place}: ${text} (${audit})\n`).join("")
    : `${verifiedText(check)}\n`) + check.open.map((statement) => `${openText(statement)}\n`).join("");

/** What `check` found as a document: the discrepancies, or what was verified, and what was not. */
const solutionsCheckDocument = (check: SolutionsCheck): ReportDocument => ({
  title: `Check: solutions in ${check.stored.system.variables.join(", ")}`,
  formulas: [],
  tables: [buildTable(check.discrepancies, COLUMNS)],
  notes: [
    ...(check.discrepancies.length > 0 ? [] : [{ heading: "Verified", lines: [verifiedText(check)] }]),
    ...(check.open.length === 0 ? [] : [{ heading: "Not verified", lines: check.open.map(openText) }]),
  ],
});

/** What `check` found as a plain JSON value. */
const solutionsCheckJson = ({ discrepancies, open, verified, prime }: SolutionsCheck): Json => ({
  ...preamble(),
  holds: discrepancies.length === 0,
  discrepancies: discrepancies.map(({ audit, place, text }) => ({ audit, place, text })),
  open: open.map((statement) => ({ ...statement, text: openText(statement) })),
  verified,
  prime,
});

/** What formats are made of. */
export const solutionsCheckParts = (check: SolutionsCheck): ReportParts => ({
  keys: [],
  document: () => solutionsCheckDocument(check),
  json: () => solutionsCheckJson(check),
  text: () => solutionsCheckText(check),
});
