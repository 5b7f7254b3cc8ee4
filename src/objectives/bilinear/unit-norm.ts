/**
 * Bilinear objective with unit Frobenius norm, tied or not: one row of length mp with Γ replaced by I_m ⊗ Γ, so that a group of
 * μ equal singular values becomes one of mμ. The types of a row: `structure.ts`.
 */
import type { Random } from "../../exact/random.js";
import { type Rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { generate, type Matrix } from "../../numeric/linalg/dense.js";
import { randomUnitVector, unitVector } from "../build.js";
import type { ClosedForm, ComponentProposal, Point, Unavailable } from "../objective.js";
import { sphereEuler } from "../topology.js";
import { countByIndex, type RowType, type Setting, settingOf, signedEuler } from "./structure.js";

/** X ↦ X U_gᵀ (and V_g) for m×μ coefficient matrices of unit norm, given by their entries; `y` where the two are apart. */
function spread(
  { structure, m, p }: Setting,
  { group: { size, start }, orientation }: RowType,
  x: readonly number[],
  y: readonly number[],
): Point {
  const expandBy = (basis: Matrix, c: readonly number[], factor: number) =>
    generate(m, p, (i, j) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += c[i * size + k]! * basis.data[j * p + start + k]!;
      return factor * sum;
    });
  const { left, right, tied } = structure;
  const o = expandBy(left, x, 1);
  if (tied) return { W: o };
  return { Wo: o, Wt: orientation === 0 ? expandBy(right, y, 1) : expandBy(right, x, orientation) };
}

function spreadProposal(setting: Setting, type: RowType): ComponentProposal {
  const { structure, types, m, offset, exact, frames } = setting;
  const n = m * type.group.size;
  const exactValue = type.exactCost === null ? null : offset.add(type.exactCost);
  return {
    id: `pair=${type.label}`,
    family: structure.tied
      ? "tied Frobenius-normalised bilinear, one eigenspace"
      : "Frobenius-normalised bilinear, one singular space",
    representative: spread(setting, type, unitVector(n, 0), unitVector(n, 0)),
    frames,
    value: toNumber(offset) + type.cost,
    ...(exactValue !== null && exact ? { exactValue } : {}),
    dimension: type.dimension,
    index: type.index,
    nullity: type.dimension,
    multiplicity: type.copies,
    eulerCharacteristic: type.euler / type.copies,
    globalMinimum: type.cost === types[0]!.cost,
    ...(type.dimension > 0
      ? {
          sample: (random: Random) =>
            spread(setting, type, randomUnitVector(random, n), randomUnitVector(random, n)),
        }
      : {}),
  };
}

/**
 * The critical set under unit norm.
 *
 * @param m number of features.
 * @param offset 2, and λ times the squared norms.
 */
export function frobeniusClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  offset: Rational,
): ClosedForm | Unavailable {
  const setting = settingOf(moments, m, tied, offset, m);
  if ("unavailable" in setting) return setting;
  const { types, p, structure } = setting;
  const byIndex = countByIndex(types);
  return {
    statement: "one row of length mp with Γ repeated m times: singular spaces of Γ",
    decided: structure.decided,
    *proposals() {
      for (const type of types) yield spreadProposal(setting, type);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: { expected: sphereEuler(m * p - 1) ** (tied ? 1n : 2n), found: signedEuler(types) },
  };
}
