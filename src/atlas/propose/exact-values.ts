/**
 * Values of a loss at points that are known exactly: enclosed, in order, and told apart as far as so many digits do.
 *
 * Values are equal if so many digits do not tell them apart, at least 128 + 4h bits of them, h the largest number of bits of the data:
 * evidence, as for most ties, which come from symmetries.
 */
import { algebraicValue } from "../../algebra/algebraic-number.js";
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import { type Rational, ratio, toNumber, ZERO } from "../../exact/rational.js";
import { coefficientBits, type Polynomial } from "../../symbolic/polynomial.js";
import { comparePlaces, type LocatedComponent } from "../group/entries.js";
import { asRationals, EnclosedPolynomials } from "../local/enclosed-polynomials.js";
import { evidenceBits } from "../tolerances.js";

/** A number within `error` of `centre`. */
export interface ExactValue {
  readonly centre: Rational;
  readonly error: Rational;
}

/** Something that has a value; null where there is no loss. */
export interface Valued {
  readonly value: ExactValue | null;
}

/** Decimal digits of every coordinate, until all signs are decided and values are told apart or equal. */
const DIGITS: readonly number[] = [40, 100, 250];

/** The digits that are tried, one after the other: the last decide. */
export function digitsFor(polynomials: readonly Polynomial[]): {
  readonly levels: readonly number[];
  /** Digits at which values that agree are called equal. */
  readonly ties: number;
} {
  const ties =
    polynomials.length === 0
      ? 0
      : Math.ceil(evidenceBits(coefficientBits(polynomials)) * Math.LOG10E * Math.LN2);
  return { levels: [...DIGITS, ...(ties > DIGITS.at(-1)! ? [ties] : [])], ties };
}

/** So many digits are enough for the signs of the spectrum: what they do not decide stays undecided. */
export const MOST_DIGITS = DIGITS.at(-1)!;

/** The value of a loss, a polynomial in the coordinates. */
export function valueAt(point: AlgebraicPoint, loss: Polynomial | null): ExactValue | null {
  if (loss === null) return null;
  const { values, factor } = new EnclosedPolynomials([loss]).at(point);
  return asRationals(values[0]!, factor);
}

/** In order of value, with the place of each among those that are told apart. */
export function inOrder<T extends Valued>(
  located: readonly T[],
): { readonly one: T; readonly place: number }[] {
  const sorted = located
    .filter(({ value }) => value !== null)
    .sort((a, b) => a.value!.centre.compare(b.value!.centre));
  let place = 0;
  return sorted.map((one, k) => {
    const before = k === 0 ? null : sorted[k - 1]!.value!;
    const { centre, error } = one.value!;
    if (before !== null && centre.sub(before.centre).compare(error.add(before.error)) > 0) place++;
    return { one, place };
  });
}

/** Whether all values are told apart, or known exactly. */
export function areApart(located: readonly Valued[]): boolean {
  const ordered = inOrder(located);
  return (
    ordered.every(({ one }) => one.value!.error.equals(ZERO)) || ordered.every(({ place }, k) => place === k)
  );
}

/**
 * What is stated of a value: the nearest double, the value itself where it is rational, and the algebraic number, of exact data.
 *
 * @param isExact whether the data are: of rounded ones the number says nothing.
 */
export function statedValue(
  point: AlgebraicPoint,
  loss: Polynomial | null,
  value: ExactValue | null,
  isExact: boolean,
): Pick<LocatedComponent, "value" | "exactValue" | "algebraicValue"> {
  if (loss === null || value === null) return {};
  const number = isExact ? algebraicValue(point, loss.terms(), value) : null;
  const isRational = number?.polynomial.length === 2;
  return {
    value: roundedValue(value),
    ...(isRational ? { exactValue: ratio(-number.polynomial[0]!, number.polynomial[1]!) } : {}),
    ...(number === null ? {} : { algebraicValue: number }),
  };
}

/** What is not told from 0 by so many digits is called 0. */
export const roundedValue = ({ centre, error }: ExactValue): number =>
  centre.abs().compare(error) <= 0 ? 0 : toNumber(centre);

/** Whether the boxes of a point and of another with these signs changed meet: those of different points do not. */
export const areMirrored = (a: AlgebraicPoint, b: AlgebraicPoint, flipped: ReadonlySet<number>): boolean =>
  a.coordinates.every(({ re, radius }, v) => {
    const other = b.coordinates[v]!;
    const image = flipped.has(v) ? other.re.neg() : other.re;
    return re.sub(image).abs().compare(radius.add(other.radius)) <= 0;
  });

/** Entries in order of value, index, nullity and place, named by it. */
export const listed = (
  entries: readonly { readonly proposal: LocatedComponent; readonly x: Float64Array }[],
): LocatedComponent[] =>
  [...entries]
    .sort(
      ({ proposal: a, x }, { proposal: b, x: y }) =>
        (a.value ?? 0) - (b.value ?? 0) ||
        (a.index ?? 0) - (b.index ?? 0) ||
        (a.nullity ?? 0) - (b.nullity ?? 0) ||
        comparePlaces(x, y),
    )
    .map(({ proposal }, k) => ({ ...proposal, id: `solver-${k + 1}` }));
