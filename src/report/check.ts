/** What `check` found, as a document, a table and JSON: `{"holds", "discrepancies": [{"audit", "place", "text"}]}`. */
import type { CheckResult } from "../atlas/audit/check.js";
import type { Discrepancy } from "../atlas/audit/discrepancy.js";
import type { InconclusiveReason, Independent } from "../atlas/audit/independent.js";
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, codeCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { preamble } from "./json.js";

const COLUMNS: readonly Column<Discrepancy>[] = [
  { key: "audit", header: "audit", align: "left", cell: ({ audit }) => textCell(audit) },
  { key: "place", header: "place", align: "left", cell: ({ place }) => codeCell(place) },
  { key: "text", header: "discrepancy", align: "wrap", cell: ({ text }) => textCell(text) },
];

/** One line per discrepancy; what was verified where there is none. */
export const checkText = ({ discrepancies, recomputed, independent }: CheckResult): string =>
  (discrepancies.length > 0
    ? discrepancies.map(({ audit, place, text }) => `${place}: ${text} (${audit})\n`).join("")
    : `${verified(recomputed)}\n`) + (independent === undefined ? "" : `${opinion(independent)}\n`);

/** By which other way a list that is not proved was looked at, and what came of it. */
const opinion = ({ method, seed, outcome }: Independent): string => {
  const way = `independent check: ${method} with seed ${seed}`;
  switch (outcome.kind) {
    case "confirmed":
      return `${way} confirms the list`;
    case "consistent":
      return `${way} led to ${plural(outcome.points, "critical point")}, all of them on the list`;
    case "refuted":
      return `${way} refutes the list: ${plural(outcome.missing.length, "component")} missing`;
    case "inconclusive":
      return `${way} is inconclusive: ${inconclusiveText(outcome.reason)}`;
  }
};

const INCONCLUSIVE: {
  readonly [K in InconclusiveReason["kind"]]: (reason: Extract<InconclusiveReason, { kind: K }>) => string;
} = {
  incomplete: ({ text }) => text ?? "it is not complete",
  uncertified: ({ ids }) => `it lists ${ids.join(", ")}, uncertified`,
  missed: ({ ids }) => `it did not find ${ids.join(", ")}`,
  "other-count": ({ found, listed }) => `it counts ${found} components, not ${listed}`,
  "off-the-list": ({ open, points }) => `${open} of ${points} points are off the list, uncertified`,
  "no-convergence": () => "no random start converged",
};

const inconclusiveText = (reason: InconclusiveReason): string =>
  (INCONCLUSIVE[reason.kind] as (reason: InconclusiveReason) => string)(reason);

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const verified = ({ components, audit }: CheckResult["recomputed"]): string => {
  const proved = components.filter(({ certificate }) => certificate.proven !== undefined).length;
  return `holds: ${components.length} entries, ${proved} of them certified; completeness ${audit.proof}`;
};

/** What `check` found as a document: the discrepancies, or what was verified. */
export const checkDocument = ({ discrepancies, recomputed, independent }: CheckResult): ReportDocument => ({
  title: `Check: ${recomputed.title}`,
  formulas: [],
  tables: [buildTable(discrepancies, COLUMNS)],
  notes: [
    ...(discrepancies.length > 0 ? [] : [{ heading: "Verified", lines: [verified(recomputed)] }]),
    ...(independent === undefined ? [] : [{ heading: "Independent check", lines: [opinion(independent)] }]),
  ],
});

/** What `check` found as a plain JSON value. */
export const checkJson = ({ discrepancies, recomputed, independent }: CheckResult): Json => ({
  ...preamble(),
  title: recomputed.title,
  holds: discrepancies.length === 0,
  discrepancies: discrepancies.map(({ audit, place, text }) => ({ audit, place, text })),
  independent:
    independent === undefined
      ? undefined
      : {
          method: independent.method,
          seed: independent.seed,
          outcome: independent.outcome.kind,
          reason:
            independent.outcome.kind === "inconclusive"
              ? inconclusiveText(independent.outcome.reason)
              : undefined,
        },
});
