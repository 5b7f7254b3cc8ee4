import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze, loadProblem } from "../../../src/index.js";

const folder = new URL("../../../examples/losses/", import.meta.url);

type Rows = readonly (readonly number[])[];
type Point = Readonly<Record<string, Rows>>;
const product = (a: Rows, b: Rows): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const transposed = (a: Rows): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));
const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
const squares = (a: Rows): number => total(a.flat().map((x) => x * x));
const form = (w: Rows, c: Rows): number[][] => product(product(w, c), transposed(w));

const GAMMA = [
  [1, 1 / 5],
  [1 / 5, 1 / 2],
];
const SIGMA = [
  [5 / 4, 1 / 5],
  [1 / 5, 3 / 4],
];
const diagonalLoss = (c: Rows): number => total(c.map((row, i) => (row[i]! - 1) ** 2));
const offDiagonalLoss = (c: Rows): number =>
  total(c.flatMap((row, i) => row.map((x, j) => (i === j ? 0 : x * x))));

/** Each loss once more, by loops over numbers. */
const LOSSES: Readonly<Record<string, (point: Point) => number>> = {
  "barlow-twins": ({ W }) => {
    const c = form(W!, GAMMA);
    return diagonalLoss(c) + offDiagonalLoss(c) / 10;
  },
  "vicreg-smooth": ({ W }) => {
    const c = form(W!, SIGMA);
    const alignment = total(form(W!, GAMMA).map((row, i) => row[i]!));
    return diagonalLoss(c) + offDiagonalLoss(c) / 2 + 2 * total(c.map((row, i) => row[i]!)) - 2 * alignment;
  },
  "encoder-with-bias": ({ U, b }) => {
    const inputs = [
      [1, 0, 2],
      [0, 1, 1],
    ];
    const targets = [
      [1, 1, 0],
      [0, 2, 1],
    ];
    const out = product(U!, inputs).map((row, i) => row.map((x, j) => x + b![i]![0]! - targets[i]![j]!));
    return squares(out) + squares(U!) / 2;
  },
  multimodal: ({ F, G }) => {
    const cross = [
      [1, 1 / 3],
      [0, 1 / 2],
    ];
    const sigma = [
      [2, 1 / 2],
      [1 / 2, 1],
    ];
    const alignment = product(product(F!, cross), transposed(G!))[0]![0]!;
    return -2 * alignment + squares(product(F!, sigma)) + (squares(F!) + squares(G!)) ** 2 / 4;
  },
  "phase-retrieval": ({ w }) => {
    const rows = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
      [1, -1, 2],
    ];
    const intensities = [1, 4, 1, 9, 2];
    return total(product(rows, w!).map(([x], i) => (x! ** 2 - intensities[i]!) ** 2));
  },
  "quartic-penalty": ({ w }) => {
    const a = [
      [2, 1, 0],
      [1, 2, 1],
      [0, 1, 2],
    ];
    return total(w!.map(([x]) => x! ** 4)) - form(transposed(w!), a)[0]![0]!;
  },
};

/** ∂f/∂x_ij by central differences. */
function slopes(f: (point: Point) => number, point: Point): number[] {
  const h = 1e-5;
  return Object.entries(point).flatMap(([name, rows]) =>
    rows.flatMap((row, i) =>
      row.map((_, j) => {
        const moved = (by: number): Point => ({
          ...point,
          [name]: rows.map((r, k) => r.map((x, l) => (k === i && l === j ? x + by : x))),
        });
        return (f(moved(h)) - f(moved(-h))) / (2 * h);
      }),
    ),
  );
}

describe("the example losses", () => {
  it("are those that are written down here", () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(LOSSES)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it.each(Object.entries(LOSSES))(
    "%s has a complete list, whose points are critical by differences",
    async (name, f) => {
      const atlas = await analyze(loadProblem(readFileSync(new URL(`${name}.json`, folder), "utf8")));
      expect(atlas.audit.complete).toBe(true);
      expect(atlas.components.length).toBeGreaterThan(0);
      for (const { representative, value } of atlas.components) {
        const at: Point = Object.fromEntries(
          Object.entries(representative).map(([symbol, { rows, columns, data }]) => [
            symbol,
            Array.from({ length: rows }, (_, i) => [...data.slice(i * columns, (i + 1) * columns)]),
          ]),
        );
        expect(f(at)).toBeCloseTo(value!, 9);
        expect(Math.max(...slopes(f, at).map(Math.abs))).toBeLessThan(1e-7);
      }
    },
  );
});
