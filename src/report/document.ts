/**
 * What a report says, before any format: formulas, then tables, then notes. One document is built per report (`atlas.ts`,
 * `census.ts`, `derivation.ts`, …); the format files (`text`, `markdown`, `tex`, `csv`) only set it.
 *
 * JSON does not go through here: it is a contract of its own (`json.ts`).
 */
import type { Table } from "./columns.js";

/** A displayed formula in both notations; `tex` is display mathematics without delimiters. */
export interface Formula {
  /** The variable or mode it belongs to. */
  readonly label?: string;
  readonly text: string;
  readonly tex: string;
}

/** Formulas under one heading. */
export interface FormulaBlock {
  readonly heading: string;
  readonly formulas: readonly Formula[];
}

/** Lines of text under one heading. */
export interface NoteBlock {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** A report before any format. */
export interface ReportDocument {
  readonly title: string;
  readonly formulas: readonly FormulaBlock[];
  /** The main one first; CSV is its header at least, the other formats leave out a table without rows. */
  readonly tables: readonly Table[];
  readonly notes: readonly NoteBlock[];
}

/** The notes that have at least one line. */
export const noteBlocks = (blocks: readonly NoteBlock[]): NoteBlock[] =>
  blocks.filter(({ lines }) => lines.length > 0);
