/**
 * Bilinear objective with unit rows, tied or not:  L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ), the weight decay being a constant.
 *
 * The rows decouple; each is of one of the types of `structure.ts`, and what is said of one row adds up.
 */
import { euclideanNorm } from "../../elementary/elementary.js";
import { multinomial } from "../../exact/counting.js";
import type { Random } from "../../exact/random.js";
import { type Rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { assignment } from "../../numeric/linalg/assignment.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";
import { randomUnitVector, unitVector } from "../build.js";
import { multisetsByCost } from "../enumerate.js";
import type { ClosedForm, ComponentProposal, Point, Unavailable } from "../objective.js";
import type { EigenGroup } from "../spectrum.js";
import { sphereEuler } from "../topology.js";
import {
  countByIndex,
  type RowType,
  rowPair,
  type Setting,
  type Structure,
  settingOf,
  signedEuler,
} from "./structure.js";

const point = (tied: boolean, o: readonly number[][], t: readonly number[][]): Point => {
  const p = o[0]!.length;
  const rows = (list: readonly number[][]) => generate(list.length, p, (i, j) => list[i]![j]!);
  return tied ? { W: rows(o) } : { Wo: rows(o), Wt: rows(t) };
};

/**
 * The rows (o, t) of a point assigned to the chosen types at least squared distance. On one type, with a = U_gᵀo and
 * b = V_gᵀt, the nearest pair is (U c, s V c), c ∝ a + s b, at 4 − 2|a + s b|; where both signs are one family (U ã, V b̃),
 * ã = a/|a|, at 4 − 2|a| − 2|b|; tied, U ã at 2 − 2|a|.
 */
function nearestRows(structure: Structure, chosen: readonly RowType[], at: Point): Point {
  const { left, right, tied } = structure;
  const online = (at.Wo ?? at.W)!;
  const m = chosen.length;
  const coefficients = (a: Matrix, basis: Matrix, i: number, { start, size }: EigenGroup): number[] =>
    Array.from({ length: size }, (_, k) => {
      let sum = 0;
      for (let j = 0; j < a.columns; j++)
        sum += a.data[i * a.columns + j]! * basis.data[j * basis.columns + start + k]!;
      return sum;
    });
  const unit = (v: readonly number[]) => {
    const length = euclideanNorm(v);
    return length === 0 ? unitVector(v.length, 0) : v.map((x) => x / length);
  };
  const placed = (i: number, { group, orientation }: RowType) => {
    const a = coefficients(online, left, i, group);
    const b = tied ? a : coefficients(at.Wt!, right, i, group);
    if (tied) return { cost: 2 - 2 * euclideanNorm(a), c: unit(a), d: unit(a) };
    if (orientation === 0)
      return { cost: 4 - 2 * euclideanNorm(a) - 2 * euclideanNorm(b), c: unit(a), d: unit(b) };
    const sum = a.map((x, k) => x + orientation * b[k]!);
    return { cost: 4 - 2 * euclideanNorm(sum), c: unit(sum), d: unit(sum) };
  };
  const assigned = assignment(generate(m, m, (i, k) => placed(i, chosen[k]!).cost));
  const rows = Array.from(assigned, (k, i) => {
    const { c, d } = placed(i, chosen[k]!);
    return rowPair(structure, chosen[k]!, c, d);
  });
  return point(
    tied,
    rows.map(({ o }) => o),
    rows.map(({ t }) => t),
  );
}

/** The point with rows of these types, by unit coefficient vectors: two for each row. */
function rowsPoint(
  structure: Structure,
  chosen: readonly RowType[],
  unit: (size: number) => number[],
): Point {
  const rows = chosen.map((type) => rowPair(structure, type, unit(type.group.size), unit(type.group.size)));
  return point(
    structure.tied,
    rows.map(({ o }) => o),
    rows.map(({ t }) => t),
  );
}

/** The component with so many rows of each type. */
function rowsProposal(setting: Setting, counts: readonly number[]): ComponentProposal {
  const { structure, types, offset, exact, frames } = setting;
  const chosen = counts.flatMap((count, t) => new Array<RowType>(count).fill(types[t]!));
  const sum = (read: (type: RowType) => number) => chosen.reduce((total, type) => total + read(type), 0);
  const names = counts.flatMap((count, t) =>
    count === 0 ? [] : [count === 1 ? types[t]!.label : `${types[t]!.label}×${count}`],
  );
  const exactValue = chosen.reduce<Rational | null>(
    (total, { exactCost }) => (total === null || exactCost === null ? null : total.add(exactCost)),
    offset,
  );
  const dimension = sum((type) => type.dimension);
  return {
    id: `rows=${names.join(",")}`,
    family: structure.tied
      ? "tied row-normalised bilinear, one eigenvector per row"
      : "row-normalised bilinear, one singular pair per row",
    representative: rowsPoint(structure, chosen, (size) => unitVector(size, 0)),
    frames,
    value: toNumber(offset) + sum((type) => type.cost),
    ...(exactValue !== null && exact ? { exactValue } : {}),
    dimension,
    index: sum((type) => type.index),
    nullity: dimension,
    multiplicity: counts.reduce(
      (product, count, t) => product * types[t]!.copies ** BigInt(count),
      multinomial(counts),
    ),
    eulerCharacteristic: chosen.reduce((product, { euler, copies }) => product * (euler / copies), 1n),
    globalMinimum: chosen.every(({ cost }) => cost === types[0]!.cost),
    ...(dimension > 0
      ? {
          sample: (random: Random) => rowsPoint(structure, chosen, (size) => randomUnitVector(random, size)),
        }
      : {}),
    nearest: (point) => nearestRows(structure, chosen, point),
  };
}

/**
 * The critical set under unit rows.
 *
 * @param m number of features, and of rows.
 * @param offset 2, and λ times the squared norms.
 */
export function rowsClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  offset: Rational,
): ClosedForm | Unavailable {
  const setting = settingOf(moments, m, tied, offset, 1);
  if ("unavailable" in setting) return setting;
  const { types, p, structure } = setting;
  const byIndex = countByIndex(types).power(m);
  return {
    statement: tied
      ? "rows decouple: each is an eigenvector of the symmetric part of Γ"
      : "rows decouple: each is a pair of singular vectors of Γ",
    decided: structure.decided,
    *proposals() {
      const costs = types.map(({ cost }) => cost);
      const bounds = types.map(() => m);
      for (const counts of multisetsByCost(costs, bounds, m)) yield rowsProposal(setting, counts);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: {
      expected: sphereEuler(p - 1) ** BigInt(tied ? m : 2 * m),
      found: signedEuler(types) ** BigInt(m),
    },
  };
}
