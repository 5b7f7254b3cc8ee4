/**
 * Bilinear objective with unit rows or unit Frobenius norm, tied or not, and without constraint.
 *
 *   L(Wo, Wt) = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²).
 *
 * Unit rows: the rows decouple, each is a critical point of −2 oᵀΓt on S^{p−1} × S^{p−1}: a pair of singular vectors
 * (u, s v) with Γv = σu. For a group of μ equal σ > 0 and a sign s: component ≅ S^{μ−1}, index #{σ_j > σ} for s = +,
 * (p−1) + #{σ_j < σ} for s = −, nullity μ−1. A null group of size μ₀: S^{μ₀−1} × S^{μ₀−1}, index #{σ_j > 0}, nullity
 * 2(μ₀−1). Hessian at (u, s v): eigenvalues 2(sσ ± σ_j) for every other singular pair j.
 *
 * Unit Frobenius norm is one row of length mp with Γ replaced by I_m ⊗ Γ: groups of size mμ.
 * Tied: each row is an eigenvector of (Γ + Γᵀ)/2, index = number of strictly larger eigenvalues.
 * No constraint: a quadratic form with Hessian eigenvalues 2(λ ± σ_j) (tied 4(λ − γ_j)), m times each; its critical
 * set is a linear space.
 */
import { euclideanNorm } from "../../elementary/elementary.js";
import { CountPolynomial, multinomial } from "../../exact/counting.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, rational, toNumber } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { assignment } from "../../numeric/linalg/assignment.js";
import { generate, identity, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import { EXTENDED_RESOLUTION, isJudgedExtended, randomUnitVector, unitVector } from "../build.js";
import { multisetsByCost } from "../enumerate.js";
import {
  type ClosedForm,
  type ComponentProposal,
  type Point,
  type Unavailable,
  undecided,
} from "../objective.js";
import { type EigenGroup, resolvedSingular, resolvedSymmetric } from "../spectrum.js";
import { sphereComponents, sphereEuler } from "../topology.js";

/** The singular (or, tied, the eigen-) structure of Γ: groups with the bases in which rows are expressed. */
interface Structure {
  readonly groups: readonly EigenGroup[];
  /** Columns u_k for Wo (or W) and v_k for Wt, paired: Γ v_k = σ_k u_k. */
  readonly left: Matrix;
  readonly right: Matrix;
  readonly tied: boolean;
  readonly decided: () => boolean;
}

/** What one row (or, Frobenius-normalised, the whole pair) can be. */
interface RowType {
  readonly label: string;
  readonly group: EigenGroup;
  /** +1, −1, or 0 where both signs are one family (null group). */
  readonly orientation: 1 | -1 | 0;
  /** −2sσ (or −2γ): contribution to the loss. */
  readonly cost: number;
  readonly exactCost: Rational | null;
  readonly index: number;
  readonly dimension: number;
  /** Connected components, and χ of all of them together. */
  readonly copies: bigint;
  readonly euler: bigint;
}

export const symmetricPart = (gamma: RationalMatrix): RationalMatrix =>
  gamma.add(gamma.transpose()).scale(rational("1/2"));

function structureOf(moments: Moments, tied: boolean): Structure | Unavailable {
  const { gamma } = moments;
  const spectrum = tied ? resolvedSymmetric(symmetricPart(gamma), moments) : resolvedSingular(gamma, moments);
  return "unavailable" in spectrum ? spectrum : { ...spectrum, tied };
}

/** The types of a row of length p, cheapest first; `copies` rows of Γ side by side for the Frobenius norm. */
function rowTypes({ groups, tied }: Structure, stack: number): RowType[] {
  const total = stack * groups.reduce((sum, { size }) => sum + size, 0);
  const above = (g: EigenGroup) =>
    stack * groups.reduce((sum, other) => sum + (other.start < g.start ? other.size : 0), 0);
  const types: RowType[] = [];
  for (const group of groups) {
    const size = stack * group.size;
    const larger = above(group);
    const smaller = total - larger - size;
    const exact = group.exactValue ?? null;
    const name = group.size === 1 ? `${group.start + 1}` : `${group.start + 1}..${group.start + group.size}`;
    const sphere = { dimension: size - 1, copies: sphereComponents(size - 1), euler: sphereEuler(size - 1) };
    const priced = (orientation: RowType["orientation"]) => ({
      group,
      orientation,
      cost: -2 * orientation * group.value,
      exactCost: exact === null ? null : exact.mul(-2 * orientation),
    });
    if (tied) types.push({ label: name, ...priced(1), index: larger, ...sphere });
    else if (group.value === 0)
      types.push({
        label: name,
        ...priced(0),
        index: larger,
        dimension: 2 * sphere.dimension,
        copies: sphere.copies ** 2n,
        euler: sphere.euler ** 2n,
      });
    else {
      types.push({ label: `+${name}`, ...priced(1), index: larger, ...sphere });
      types.push({
        label: `-${name}`,
        ...priced(-1),
        index: total - 1 + smaller,
        ...sphere,
      });
    }
  }
  return types.sort((a, b) => a.cost - b.cost);
}

/** Coefficients of a row in its group: (Wo part, Wt part), for given unit coefficient vectors. */
function rowPair(structure: Structure, type: RowType, c: readonly number[], d: readonly number[]) {
  const combine = (basis: Matrix, weights: readonly number[], factor: number) =>
    Array.from({ length: basis.rows }, (_, i) => {
      let sum = 0;
      const from = i * basis.columns + type.group.start;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * basis.data[from + k]!;
      return factor * sum;
    });
  const o = combine(structure.left, c, 1);
  const t =
    type.orientation === 0 ? combine(structure.right, d, 1) : combine(structure.right, c, type.orientation);
  return { o, t };
}

const point = (tied: boolean, o: readonly number[][], t: readonly number[][]): Point => {
  const p = o[0]!.length;
  const rows = (list: readonly number[][]) => generate(list.length, p, (i, j) => list[i]![j]!);
  return tied ? { W: rows(o) } : { Wo: rows(o), Wt: rows(t) };
};

const framesOf = (structure: Structure, m: number): Frame[] => {
  const left = identity(m);
  const online = { left, right: transpose(structure.left) };
  return structure.tied ? [online] : [online, { left, right: transpose(structure.right) }];
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

export function rowsClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  offset: Rational,
): ClosedForm | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const types = rowTypes(structure, 1);
  const p = moments.dimension;
  const frames = framesOf(structure, m);

  const proposal = (counts: readonly number[]): ComponentProposal => {
    const chosen = counts.flatMap((count, t) => new Array<RowType>(count).fill(types[t]!));
    const sum = (read: (type: RowType) => number) => chosen.reduce((total, type) => total + read(type), 0);
    const first = chosen.map((type) =>
      rowPair(structure, type, unitVector(type.group.size, 0), unitVector(type.group.size, 0)),
    );
    const exactValue = chosen.reduce<Rational | null>(
      (total, { exactCost }) => (total === null || exactCost === null ? null : total.add(exactCost)),
      offset,
    );
    const dimension = sum((type) => type.dimension);
    return {
      id: `rows=${counts.flatMap((count, t) => (count === 0 ? [] : [count === 1 ? types[t]!.label : `${types[t]!.label}×${count}`])).join(",")}`,
      family: tied
        ? "tied row-normalised bilinear, one eigenvector per row"
        : "row-normalised bilinear, one singular pair per row",
      representative: point(
        tied,
        first.map(({ o }) => o),
        first.map(({ t }) => t),
      ),
      frames,
      value: toNumber(offset) + sum((type) => type.cost),
      ...(exactValue !== null && moments.exact ? { exactValue } : {}),
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
            sample: (random: Random) => {
              const rows = chosen.map((type) =>
                rowPair(
                  structure,
                  type,
                  randomUnitVector(random, type.group.size),
                  randomUnitVector(random, type.group.size),
                ),
              );
              return point(
                tied,
                rows.map(({ o }) => o),
                rows.map(({ t }) => t),
              );
            },
          }
        : {}),
      nearest: (point) => nearestRows(structure, chosen, point),
    };
  };

  const oneRow = CountPolynomial.sum(
    types.map(({ index, copies }) => CountPolynomial.monomial(index, copies)),
  );
  const byIndex = oneRow.power(m);
  const signedRow = types.reduce((sum, { index, euler }) => sum + (index % 2 === 0 ? euler : -euler), 0n);
  return {
    statement: tied
      ? "rows decouple: each is an eigenvector of the symmetric part of Γ"
      : "rows decouple: each is a pair of singular vectors of Γ",
    decided: structure.decided,
    *proposals() {
      const costs = types.map(({ cost }) => cost);
      const bounds = types.map(() => m);
      for (const counts of multisetsByCost(costs, bounds, m)) yield proposal(counts);
    },
    byIndex,
    total: byIndex.at(1n),
    morseEuler: {
      expected: sphereEuler(p - 1) ** BigInt(tied ? m : 2 * m),
      found: signedRow ** BigInt(m),
    },
  };
}

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

export function freeClosedForm(
  moments: Moments,
  m: number,
  tied: boolean,
  weightDecay: Rational,
): ClosedForm | Unavailable {
  const structure = structureOf(moments, tied);
  if ("unavailable" in structure) return structure;
  const p = moments.dimension;
  const lambda = toNumber(weightDecay);
  const extended = isJudgedExtended(moments, (tied ? 1 : 2) * m * p);
  // Exactly comparable groups are compared exactly; others only if they are far from λ.
  const compared: { group: EigenGroup; order: number }[] = [];
  for (const group of structure.groups) {
    const exactOrder = group.exactValue?.compare(weightDecay);
    const size = Math.max(Math.abs(group.value), lambda);
    const exactGap = group.exactValue?.sub(weightDecay).abs();
    const gap = exactGap === undefined ? Math.abs(group.value - lambda) : toNumber(exactGap);
    const resolution = exactGap !== undefined && extended ? EXTENDED_RESOLUTION : 1e-9;
    // Equality is believed only where it is exact; a gap only where the arithmetic of the classification resolves it.
    if (exactOrder !== 0 && gap <= resolution * size)
      return undecided(
        `the weight decay ${lambda} is too close to the singular value ${group.value} to tell apart in double precision`,
      );
    compared.push({ group, order: exactOrder ?? Math.sign(group.value - lambda) });
  }
  const count = (test: (order: number) => boolean) =>
    compared.reduce((sum, { group, order }) => sum + (test(order) ? group.size : 0), 0);
  const flat = compared.filter(({ order }) => order === 0).map(({ group }) => group);
  const flatModes = flat.reduce((sum, { size }) => sum + size, 0);
  const index = m * count((order) => order > 0);
  // λ = σ = 0 leaves Wo and Wt independent; λ = σ > 0 ties Wt to Wo.
  const perMode = !tied && isZero(weightDecay) ? 2 : 1;
  const dimension = m * flatModes * perMode;
  const bounded = index === 0;
  const zero = generate(m, p, () => 0);
  const onFlat = (random: Random): Point => {
    const isFlat = (k: number) => flat.some((g) => k >= g.start && k < g.start + g.size);
    const coefficients = () => generate(m, p, (_, k) => (isFlat(k) ? random.normal() : 0));
    const restricted = (basis: Matrix, c: Matrix) => multiply(c, transpose(basis));
    const c = coefficients();
    if (tied) return { W: restricted(structure.left, c) };
    return {
      Wo: restricted(structure.left, c),
      Wt: restricted(structure.right, perMode === 2 ? coefficients() : c),
    };
  };
  const byIndex = CountPolynomial.monomial(index);
  return {
    statement: "a quadratic form: the critical set is the kernel of its Hessian",
    decided: () => structure.decided() && compared.every(({ group }) => group.exactValue !== undefined),
    *proposals() {
      yield {
        id: dimension === 0 ? "origin" : "kernel",
        family: "unconstrained bilinear, kernel of the quadratic form",
        representative: tied ? { W: zero } : { Wo: zero, Wt: zero },
        frames: framesOf(structure, m),
        value: 2,
        ...(moments.exact ? { exactValue: rational(2) } : {}),
        dimension,
        index,
        nullity: dimension,
        multiplicity: 1n,
        eulerCharacteristic: 1n,
        globalMinimum: bounded,
        ...(dimension > 0 ? { sample: onFlat } : {}),
        notes: [bounded ? "the loss is bounded below" : "the loss is unbounded below"],
      };
    },
    byIndex,
    total: 1n,
    // Bounded and nondegenerate: a positive definite form.
    ...(bounded && dimension === 0 ? { morseEuler: { expected: 1n, found: 1n } } : {}),
  };
}
