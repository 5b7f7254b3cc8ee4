/**
 * What one study says of a claim: a verdict of three values, and the figures that it rests on.
 *
 *   all(a, b, …)   false if one is, else null if one is, else true
 *   almostAll(s)   whether the 95 % interval of the share s lies above `ALMOST_ALL`; null where it contains it
 */
import type { Share } from "../numeric/statistics/wilson.js";
import { formatNumber } from "../report/number.js";
import type { Minimum, Spread, Study } from "./study.js";
import { ALMOST_ALL, VALUE_LIMIT } from "./tolerances.js";

/** What one study (or pair of studies) says: true, false, or null where the numbers cannot tell. */
export interface Finding {
  readonly studies: readonly Study[];
  readonly holds: boolean | null;
  readonly figures: string;
}

/** A finding on the one study at hand. */
export type Judgement = Omit<Finding, "studies">;

/** Whether the list holds every component of index 0 that the census counts. */
export function seesAllMinima({ atlas: { census, components, truncated } }: Study): boolean {
  if (!truncated) return true;
  const listed = components.reduce(
    (sum, { index, multiplicity }) => sum + (index === 0 ? (multiplicity ?? 0n) : 0n),
    0n,
  );
  return census !== undefined && census.withoutIndex === undefined && census.byIndex.get(0) === listed;
}

/** The minima of a study that its atlas lists as global. */
export const globalMinima = ({ minima }: Study): Minimum[] =>
  minima.filter(({ component }) => component.kind === "global-minimum");

/** A number as figures state it, with four significant digits. */
export const number = (value: number): string => formatNumber(value, 4);

/** A spread as figures state it: one number where both ends read the same, else `a to b`. */
export const range = ({ min, max }: Spread): string =>
  number(min) === number(max) ? number(min) : `${number(min)} to ${number(max)}`;

/** A share as figures state it: count, number, and the ends of Wilson's interval written by `write`. */
export const shareText = ({ count, of, low, high }: Share, write = number): string =>
  `${count}/${of} (95 %: ${write(low)} to ${write(high)})`;

/** How figures state by how much a loss exceeds another, to stand before that other's name; null is unknown. */
export const excessText = (excess: number | null): string =>
  excess === null
    ? "not compared with"
    : Math.abs(excess) <= VALUE_LIMIT
      ? `equal (to ${VALUE_LIMIT}) to`
      : `${number(excess)} above`;

/** `1 component`, `2 components`: a number of things whose plural is formed with s. */
export const count = (value: bigint, noun: string): string => `${value} ${noun}${value === 1n ? "" : "s"}`;

/** true above the bound, false below, null when the interval contains it. */
export const almostAll = ({ low, high }: Share): boolean | null =>
  low > ALMOST_ALL ? true : high < ALMOST_ALL ? false : null;

/** Three-valued conjunction. */
export const all = (parts: readonly (boolean | null)[]): boolean | null =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;

/**
 * The least of at least one number.
 *
 * @throws TypeError if there are none.
 */
export const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
