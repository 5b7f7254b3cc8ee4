/** A derivation as a document and as JSON. */
import type { Derivation } from "../atlas/derive/derive.js";
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, codeCell, textCell } from "./columns.js";
import { noteBlocks, type ReportDocument } from "./document.js";
import { preamble } from "./json.js";

const SYMBOL_COLUMNS: readonly Column<Derivation["symbols"][number]>[] = [
  { key: "symbol", header: "symbol", align: "left", cell: (row) => codeCell(row.symbol) },
  { key: "meaning", header: "meaning", align: "wrap", cell: (row) => textCell(row.meaning) },
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

/** The derivation as a plain JSON value. */
export const derivationJson = (derivation: Derivation): Json => {
  const both = ({ text, tex }: { readonly text: string; readonly tex: string }) => ({ text, tex });
  return {
    ...preamble(),
    title: derivation.title,
    loss: both(derivation.loss),
    constraints: derivation.constraints.map(both),
    stationarity: derivation.stationarity.map(({ variable, text, tex }) => ({ variable, text, tex })),
    hessian: both(derivation.hessian),
    modes: derivation.modes.map(({ equation, solutions, note }) => ({
      equation: both(equation),
      solutions: solutions.map(both),
      note,
    })),
    symbols: derivation.symbols.map(({ symbol, meaning }) => ({ symbol, meaning })),
  };
};
