/**
 * What fits a line of TeX: the columns of a table, and the lines of a formula.
 *
 *   Σ_j w_j + 2 (n − 1) · tabcolsep ≤ line,   w_j the widest cell of column j (`tex-width.ts`)
 *
 * Columns that do not fit give way in this order: prose and identifiers are set as paragraphs first, down to a least width; then
 * columns are left out, those with the largest `expendable` first (narrow ones come back where room is left), and named under the
 * table. A formula breaks before a sign of
 * its outermost sum, then before signs within parentheses, never within braces.
 */
import { texWidth } from "./tex-width.js";

/** Space between two columns, twice `\tabcolsep`, in points. */
export const COLUMN_GAP = 8;
/** `\footnotesize` of a ten-point document. */
const TABLE_SIZE = 8;
/** Of the line: estimates are from above, but fonts differ. */
const SAFETY = 0.97;

/** A column as TeX, before it is fitted. */
export interface TexColumn {
  /** The cells, the header first, as TeX. */
  readonly cells: readonly string[];
  readonly align: "left" | "right" | "wrap";
  /** Identifiers may break after their commas; numbers never do. */
  readonly breakable: boolean;
  /** 0: always shown; the larger, the sooner left out. */
  readonly expendable: number;
}

/** The columns that fit, and how each is set. */
export interface TexColumns {
  /** Positions of the columns that are shown. */
  readonly kept: readonly number[];
  /** Of the kept ones: `l`, `r`, or a paragraph of so many points. */
  readonly specifications: readonly string[];
}

/** A paragraph is not set narrower than this, in points. */
const NARROWEST = 60;

/**
 * The columns of a table that fit a line, and how each is set.
 *
 * @param line the width of the text block in points.
 */
export function fitColumns(columns: readonly TexColumn[], line: number): TexColumns {
  const natural = columns.map(({ cells }) => Math.max(...cells.map((cell) => texWidth(cell, TABLE_SIZE))));
  const flexible = (j: number) => columns[j]!.align === "wrap" || columns[j]!.breakable;
  const least = natural.map((width, j) => (flexible(j) ? Math.min(width, NARROWEST) : width));
  const room = line * SAFETY;
  const total = (widths: readonly number[], kept: readonly number[]) =>
    kept.reduce((sum, j) => sum + widths[j]!, 0) + COLUMN_GAP * (kept.length - 1);
  let kept = columns.map((_, j) => j);
  while (total(least, kept) > room) {
    const last = kept.reduce((worst, j) =>
      columns[j]!.expendable >= columns[worst]!.expendable ? j : worst,
    );
    if (columns[last]!.expendable === 0) break;
    kept = kept.filter((j) => j !== last);
  }
  // What gave way to a wide column may fit in its place.
  const dropped = columns.map((_, j) => j).filter((j) => !kept.includes(j));
  for (const j of dropped.sort((a, b) => columns[a]!.expendable - columns[b]!.expendable))
    if (total(least, [...kept, j]) <= room) kept = [...kept, j].sort((a, b) => a - b);
  if (total(natural, kept) <= room)
    return { kept, specifications: kept.map((j) => (columns[j]!.align === "right" ? "r" : "l")) };
  return {
    kept,
    specifications: paragraphs(kept, natural, flexible, room).map(specification(columns, kept)),
  };
}

/** Widths of the flexible columns: what the others leave, shared by those that want more than their share. */
function paragraphs(
  kept: readonly number[],
  natural: readonly number[],
  flexible: (j: number) => boolean,
  room: number,
): (number | null)[] {
  const stiff = kept.reduce((sum, j) => sum + (flexible(j) ? 0 : natural[j]!), 0);
  let left = room - stiff - COLUMN_GAP * (kept.length - 1);
  const wide = new Set(kept.filter(flexible));
  const narrow = (j: number) => natural[j]! <= left / wide.size;
  for (let j = [...wide].find(narrow); j !== undefined; j = [...wide].find(narrow)) {
    wide.delete(j);
    left -= natural[j]!;
  }
  return kept.map((j) => (wide.has(j) ? Math.max(NARROWEST / 2, left / wide.size) : null));
}

const specification =
  (columns: readonly TexColumn[], kept: readonly number[]) =>
  (width: number | null, k: number): string =>
    width === null
      ? columns[kept[k]!]!.align === "right"
        ? "r"
        : "l"
      : `>{\\raggedright\\arraybackslash}p{${Math.floor(width * 10) / 10}pt}`;

/** Lines after the first are indented by a quad and more. */
const INDENT = 20;

/**
 * The lines of a formula, each at most `line` points wide where a sign to break at is found.
 *
 * @param tex display mathematics.
 * @param used points of the first line that are taken already.
 */
export function breakFormula(tex: string, line: number, used = 0): string[] {
  const room = line * SAFETY;
  const lines: string[] = [];
  let rest = tex;
  let space = room - used;
  while (texWidth(rest, 10, true) > space) {
    const cut = lastCut(rest, space);
    if (cut === null) break;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut);
    space = room - INDENT - used;
  }
  return [...lines, rest];
}

/** The last sign of the outermost sum before which the line is full; one within parentheses where there is none. */
function lastCut(tex: string, space: number): number | null {
  const cuts = cutsOf(tex);
  const deepest = Math.max(0, ...cuts.map(({ depth }) => depth));
  for (let depth = 0; depth <= deepest; depth++) {
    const fitting = cuts.filter(
      (cut) => cut.depth === depth && cut.at > 0 && texWidth(tex.slice(0, cut.at), 10, true) <= space,
    );
    if (fitting.length > 0) return fitting.at(-1)!.at;
  }
  // Better too wide a line than none.
  return cuts.find(({ at }) => at > 0)?.at ?? null;
}

/** Where ` + `, ` - `, ` = ` stand outside of braces, with the depth in parentheses. */
function cutsOf(tex: string): { readonly at: number; readonly depth: number }[] {
  const cuts: { at: number; depth: number }[] = [];
  let braces = 0;
  let depth = 0;
  for (let at = 0; at < tex.length; at++) {
    const c = tex[at]!;
    if (c === "\\") {
      const fence = /^\\([lr])Vert/.exec(tex.slice(at));
      if (fence !== null) depth += fence[1] === "l" ? 1 : -1;
      at += /^\\(?:[A-Za-z]+|.)/s.exec(tex.slice(at))![0].length - 1;
    } else if (c === "{") braces++;
    else if (c === "}") braces--;
    else if (braces === 0 && c === "(") depth++;
    else if (braces === 0 && c === ")") depth--;
    else if (braces === 0 && /^ [-+=] /.test(tex.slice(at, at + 3))) cuts.push({ at: at + 1, depth });
  }
  return cuts;
}

/** An identifier that may break after its commas and signs. */
export const breakableCode = (tex: string): string => tex.replace(/([,;=+|])(?=.)/g, "$1\\allowbreak{}");
