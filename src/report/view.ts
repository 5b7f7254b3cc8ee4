/**
 * A view of a table: which rows, which columns, in which order, with how many digits.
 *
 *   condition := conjunction ("or" conjunction)*
 *   conjunction := comparison ("and" comparison)*
 *   comparison := COLUMN ("=" | "!=" | "<" | "<=" | ">" | ">=") VALUE | "(" condition ")"
 *
 * COLUMN is a key of the table (its name in CSV); VALUE a word, a number, a fraction, or text in quotes. Numbers compare as numbers,
 * integers of any size exactly; words are equal or not. A cell without content is different from every value, and nothing else.
 * Not covered: JSON, which is the whole record.
 */
import { rational } from "../exact/rational.js";
import { suggestion } from "../files/nearest.js";
import { ProblemError, show } from "../files/problem-error.js";
import type { Cell, Table } from "./columns.js";

/** What is shown of a table. */
export interface TableView {
  /** Keys, in the order they are shown in. */
  readonly columns?: readonly string[];
  readonly sort?: { readonly column: string; readonly descending: boolean };
  /** Significant digits of numbers, 1 to 17. */
  readonly digits?: number;
  readonly where?: string;
  /** Default true. */
  readonly census?: boolean;
}

/** Heading of the table that views without `census` leave out. */
export const CENSUS_HEADING = "Census by index";

type Row = ReadonlyMap<string, Cell>;
type Test = (row: Row) => boolean;

const OPERATORS = ["<=", ">=", "!=", "=", "<", ">"] as const;
type Operator = (typeof OPERATORS)[number];

/**
 * Checks a view against the columns that a table can have.
 *
 * @throws ProblemError naming the flag.
 */
export function checkView({ columns = [], sort, where }: TableView, keys: readonly string[]): void {
  for (const column of columns) requireColumn("--columns", column, keys);
  if (sort !== undefined) requireColumn("--sort", sort.column, keys);
  if (where !== undefined) parseCondition(where, keys);
}

/**
 * The rows that a condition keeps, in their order.
 *
 * @throws ProblemError if the condition is none.
 */
export function rowsWhere(table: Table, where: string, keys: readonly string[]): number[] {
  const test = parseCondition(where, keys);
  return table.rows.flatMap((_, k) => (test(rowOf(table, k)) ? [k] : []));
}

/** The table under a view; the condition is applied by `rowsWhere` before. */
export function viewTable(table: Table, { columns, sort, digits }: TableView): Table {
  let order = table.rows.map((_, k) => k);
  if (sort !== undefined) {
    const cells = order.map((k) => rowOf(table, k).get(sort.column));
    const sign = sort.descending ? -1 : 1;
    // Rows without content go last, whichever way it is sorted.
    order = order.sort(
      (a, b) =>
        Number(isEmpty(cells[a])) - Number(isEmpty(cells[b])) ||
        sign * compareCells(cells[a], cells[b]) ||
        a - b,
    );
  }
  const places = columns?.map((key) => table.columns.findIndex((column) => column.key === key)) ?? [
    ...table.columns.keys(),
  ];
  const kept = places.filter((j) => j >= 0);
  return {
    ...table,
    columns: kept.map((j) => table.columns[j]!),
    rows: order.map((k) => kept.map((j) => rounded(table.rows[k]![j]!, digits))),
  };
}

const rowOf = ({ columns, rows }: Table, k: number): Row =>
  new Map(columns.map(({ key }, j) => [key, rows[k]![j]!]));

const isEmpty = (cell: Cell | undefined): boolean => cell === undefined || cell.kind === "none";

function rounded(cell: Cell, digits: number | undefined): Cell {
  if (digits === undefined || cell.kind !== "number") return cell;
  // The value itself, so that CSV shows no more digits than are asked for.
  return { ...cell, digits, value: Number(cell.value.toPrecision(digits)) };
}

/** What compares: an exact number, a double, or a word. */
function content(cell: Cell): bigint | number | string {
  switch (cell.kind) {
    case "none":
      return "";
    case "number":
    case "integer":
      return cell.value;
    case "exact":
      return numberOf(cell.text) ?? cell.text;
    default:
      return cell.text;
  }
}

/** An integer exactly, a fraction or decimal as the nearest double; undefined for words. */
function numberOf(text: string): bigint | number | undefined {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text);
  try {
    return rational(text).valueOf();
  } catch {
    return undefined;
  }
}

function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (isEmpty(a) || isEmpty(b)) return 0;
  const [x, y] = [content(a!), content(b!)];
  if (typeof x === "string" || typeof y === "string")
    return String(x) < String(y) ? -1 : Number(String(x) > String(y));
  return x < y ? -1 : Number(x > y);
}

function requireColumn(flag: string, column: string, keys: readonly string[]): void {
  if (keys.includes(column)) return;
  throw new ProblemError([flag], `a column: ${keys.join(", ")}${suggestion(column, keys)}`, show(column));
}

const TOKEN = /\s*(<=|>=|!=|=|<|>|\(|\)|"[^"]*"|'[^']*'|[^\s()<>=!"']+)/y;

function parseCondition(text: string, keys: readonly string[]): Test {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.trimEnd().length; ) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new ProblemError(["--where"], "columns, comparisons and values", show(text.slice(from)));
    tokens.push(match[1]!);
  }
  let at = 0;
  const fail = (expected: string): never => {
    throw new ProblemError(
      ["--where"],
      expected,
      at < tokens.length ? show(tokens[at]) : "the end of the condition",
    );
  };
  const accept = (word: string): boolean => tokens[at]?.toLowerCase() === word && ++at > 0;
  const any = (): Test => {
    const parts = [all()];
    while (accept("or")) parts.push(all());
    return (row) => parts.some((test) => test(row));
  };
  const all = (): Test => {
    const parts = [comparison()];
    while (accept("and")) parts.push(comparison());
    return (row) => parts.every((test) => test(row));
  };
  const comparison = (): Test => {
    if (accept("(")) {
      const inner = any();
      if (!accept(")")) fail('")"');
      return inner;
    }
    const column = tokens[at] ?? fail("a column");
    requireColumn("--where", column, keys);
    at++;
    const operator =
      OPERATORS.find((candidate) => candidate === tokens[at]) ?? fail(`one of ${OPERATORS.join(" ")}`);
    at++;
    const value = tokens[at] ?? fail("a value");
    if (/^[<>=!()]/.test(value)) fail("a value");
    at++;
    return comparisonOf(column, operator, value.replace(/^(["'])(.*)\1$/, "$2"));
  };
  const test = any();
  if (at < tokens.length) fail('"and", "or" or the end');
  return test;
}

function comparisonOf(column: string, operator: Operator, value: string): Test {
  const wanted = numberOf(value) ?? value;
  return (row) => {
    const cell = row.get(column);
    if (cell === undefined || cell.kind === "none") return operator === "!=";
    const found = content(cell);
    const words = typeof found === "string" || typeof wanted === "string";
    // biome-ignore lint/suspicious/noDoubleEquals: an integer of any size and a double of the same value are equal.
    const equal = words ? String(found) === value : found == wanted;
    switch (operator) {
      case "=":
        return equal;
      case "!=":
        return !equal;
      case "<":
        return !words && found < wanted;
      case ">":
        return !words && found > wanted;
      case "<=":
        return !words && found <= wanted;
      case ">=":
        return !words && found >= wanted;
    }
  };
}
