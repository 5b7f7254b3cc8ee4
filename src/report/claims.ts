/** Claims and their verdicts as a document, as text and as JSON. */
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, codeCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { oneLine } from "./escape.js";
import { preamble } from "./json.js";

/** What came of a claim. */
export type ClaimVerdict = "holds" | "refuted" | "inconclusive";

/** A claim, and what was found of it. */
export interface Claim {
  readonly id: string;
  readonly verdict: ClaimVerdict;
  readonly statement: string;
  /** The numbers the verdict rests on, in one line. */
  readonly figures: string;
}

/** Claims under a title. */
export interface ClaimsReport {
  readonly title: string;
  readonly claims: readonly Claim[];
}

const CLAIM_COLUMNS: readonly Column<Claim>[] = [
  { key: "id", header: "id", align: "left", cell: (claim) => codeCell(claim.id) },
  { key: "verdict", header: "verdict", align: "left", cell: (claim) => textCell(claim.verdict) },
  {
    key: "statement",
    header: "statement",
    align: "wrap",
    cell: (claim) => textCell(claim.statement),
  },
  { key: "figures", header: "figures", align: "wrap", cell: (claim) => textCell(claim.figures) },
];

/** The document of a list of claims. */
export const claimsDocument = ({ title, claims }: ClaimsReport): ReportDocument => ({
  title,
  formulas: [],
  tables: [buildTable(claims, CLAIM_COLUMNS)],
  notes: [],
});

/** One line per claim: verdict, name, claim, figures. */
export const claimsText = ({ claims }: ClaimsReport): string =>
  claims
    .map(({ id, verdict, statement, figures }) => {
      const sentence = oneLine(`${id}: ${statement} [${figures}]`);
      return `${verdict.padEnd(12)} ${sentence}\n`;
    })
    .join("");

/** Claims as a plain JSON value. */
export const claimsJson = ({ claims }: ClaimsReport): Json => ({
  ...preamble(),
  claims: claims.map(({ id, verdict, statement, figures }) => ({ id, verdict, statement, figures })),
});
