/**
 * Bilinear objective with unit Frobenius norm, tied or not: one row of length mp with Γ replaced by I_m ⊗ Γ, so that a group of
 * μ equal singular values becomes one of mμ. The types of a row: `structure.ts`.
 */
import { CountPolynomial } from "../../exact/counting.js";
import type { Random } from "../../exact/random.js";
import { type Rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";
import { randomUnitVector, unitVector } from "../build.js";
import type { ClosedForm, ComponentProposal, Point, Unavailable } from "../objective.js";
import { sphereEuler } from "../topology.js";
import { framesOf, type RowType, rowTypes, structureOf } from "./structure.js";

export function frobeniusClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  offset: Rational,
): ClosedForm | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const types = rowTypes(structure, m);
  const p = moments.dimension;
  const frames = framesOf(structure, m);
  /** X ↦ X U_gᵀ for an m×μ coefficient matrix X of unit norm, given by its entries. */
  const spread = (type: RowType, x: readonly number[], y: readonly number[]): Point => {
    const { size, start } = type.group;
    const expandBy = (basis: Matrix, c: readonly number[], factor: number) =>
      generate(m, p, (i, j) => {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += c[i * size + k]! * basis.data[j * p + start + k]!;
        return factor * sum;
      });
    const o = expandBy(structure.left, x, 1);
    if (tied) return { W: o };
    return {
      Wo: o,
      Wt:
        type.orientation === 0
          ? expandBy(structure.right, y, 1)
          : expandBy(structure.right, x, type.orientation),
    };
  };
  const proposal = (type: RowType): ComponentProposal => {
    const n = m * type.group.size;
    const exactValue = type.exactCost === null ? null : offset.add(type.exactCost);
    return {
      id: `pair=${type.label}`,
      family: tied
        ? "tied Frobenius-normalised bilinear, one eigenspace"
        : "Frobenius-normalised bilinear, one singular space",
      representative: spread(type, unitVector(n, 0), unitVector(n, 0)),
      frames,
      value: toNumber(offset) + type.cost,
      ...(exactValue !== null && moments.exact ? { exactValue } : {}),
      dimension: type.dimension,
      index: type.index,
      nullity: type.dimension,
      multiplicity: type.copies,
      eulerCharacteristic: type.euler / type.copies,
      globalMinimum: type.cost === types[0]!.cost,
      ...(type.dimension > 0
        ? {
            sample: (random: Random) =>
              spread(type, randomUnitVector(random, n), randomUnitVector(random, n)),
          }
        : {}),
    };
  };
  const byIndex = CountPolynomial.sum(
    types.map(({ index, copies }) => CountPolynomial.monomial(index, copies)),
  );
  return {
    statement: "one row of length mp with Γ repeated m times: singular spaces of Γ",
    decided: structure.decided,
    *proposals() {
      for (const type of types) yield proposal(type);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: {
      expected: sphereEuler(m * p - 1) ** (tied ? 1n : 2n),
      found: types.reduce((sum, { index, euler }) => sum + (index % 2 === 0 ? euler : -euler), 0n),
    },
  };
}
