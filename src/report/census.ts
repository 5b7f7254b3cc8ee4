/** A census as a document, a table and JSON. */
import { writeFields } from "../atlas/record/codec.js";
import { CENSUS_FIELDS } from "../atlas/record/fields.js";
import type { Census } from "../atlas/record/types.js";
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, integerCell, type Table, textCell } from "./columns.js";
import { noteBlocks, type ReportDocument } from "./document.js";
import { preamble } from "./json.js";

/** A census, or the reason why the components cannot be counted. */
export interface CensusReport {
  readonly title: string;
  /** How the components were counted. */
  readonly method?: string;
  readonly census?: Census;
  readonly reason?: string;
}

type CensusRow = { readonly index: number | string; readonly count: bigint };

const CENSUS_COLUMNS: readonly Column<CensusRow>[] = [
  {
    key: "index",
    header: "index",
    align: "right",
    cell: ({ index }) => (typeof index === "number" ? integerCell(index) : textCell(index)),
  },
  {
    key: "components",
    header: "components",
    align: "right",
    cell: (row) => integerCell(row.count),
  },
];

/** Counts by ascending index, then those without one, then the total. */
export function censusTable(census: Census, heading?: string): Table {
  const rows: CensusRow[] = [...census.byIndex]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ index, count }));
  if (census.withoutIndex !== undefined) rows.push({ index: "without index", count: census.withoutIndex });
  rows.push({ index: "total", count: census.total });
  return buildTable(rows, CENSUS_COLUMNS, heading);
}

/** Keys of the columns of a census. */
export const CENSUS_KEYS: readonly string[] = CENSUS_COLUMNS.map(({ key }) => key);

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

/** The census, or the reason why there is none, as a plain JSON value. */
export const censusReportJson = ({ title, method, census, reason }: CensusReport): Json => ({
  ...preamble(),
  title,
  method,
  census: census === undefined ? undefined : writeFields(CENSUS_FIELDS, census),
  reason,
});
