/** What `check` found, as a document, a table and JSON: `{"holds", "discrepancies": [{"audit", "place", "text"}]}`. */
import type { CheckResult, Discrepancy } from "../atlas/check.js";
import { buildTable, type Column, codeCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import type { Json } from "./json.js";
import { packageTag } from "./package.js";

const header = (text: string) => ({ text, tex: text });

const COLUMNS: readonly Column<Discrepancy>[] = [
  { key: "audit", header: header("audit"), align: "left", cell: ({ audit }) => textCell(audit) },
  { key: "place", header: header("place"), align: "left", cell: ({ place }) => codeCell(place) },
  { key: "text", header: header("discrepancy"), align: "wrap", cell: ({ text }) => textCell(text) },
];

/** One line per discrepancy; what was verified where there is none. */
export const checkText = ({ discrepancies, recomputed }: CheckResult): string =>
  discrepancies.length > 0
    ? discrepancies.map(({ audit, place, text }) => `${place}: ${text} (${audit})\n`).join("")
    : `${verified(recomputed)}\n`;

const verified = ({ components, audit }: CheckResult["recomputed"]): string => {
  const proved = components.filter(({ certificate }) => certificate.proven !== undefined).length;
  return `holds: ${components.length} entries, ${proved} of them certified; completeness ${audit.proof}`;
};

export const checkDocument = ({ discrepancies, recomputed }: CheckResult): ReportDocument => ({
  title: `Check: ${recomputed.title}`,
  formulas: [],
  tables: [buildTable(discrepancies, COLUMNS)],
  notes: discrepancies.length > 0 ? [] : [{ heading: "Verified", lines: [verified(recomputed)] }],
});

export const checkJson = ({ discrepancies, recomputed }: CheckResult): Json => ({
  schemaVersion: 1,
  package: packageTag(),
  title: recomputed.title,
  holds: discrepancies.length === 0,
  discrepancies: discrepancies.map(({ audit, place, text }) => ({ audit, place, text })),
});
