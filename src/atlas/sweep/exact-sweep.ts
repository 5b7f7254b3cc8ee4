/**
 * A sweep between exact thresholds (`thresholds.ts`): the components in every open interval and at every rational threshold, and which go where.
 *
 *   t_1 < t_2 < …   thresholds,   (t_k, t_{k+1}) ∋ two rational values near its ends: the lists there are the list of the whole interval.
 *
 * A rational threshold at which the list is complete, without degenerate components, and the same as on both sides is none: polynomials have roots that belong to
 * complex points. Branches are followed inside the intervals and through thresholds as in `branches.ts`; that is numerical evidence, as names are, while the lists of both sides are not.
 *
 * Not covered: ties of values, at which another component becomes the global minimum.
 */
import { decimalsOf, radicalText } from "../../algebra/algebraic-number.js";
import { decimalText, type Rational, ratio } from "../../exact/rational.js";
import type { Problem } from "../../objectives/problem.js";
import { simplestBetween } from "../../symbolic/simplest-rational.js";
import { analyze } from "../analyze.js";
import type { Branches } from "./branches.js";
import { classesOf, surplus } from "./component-class.js";
import type { SweepOptions } from "./request.js";
import { type ExactSweep, type SweepState, type SweepThreshold, sameClasses } from "./result.js";
import { type ExactThreshold, exactThresholds } from "./thresholds.js";

/** How far from the ends of an interval values are looked at, as shares of its length: tangents tell branches apart there. */
const NEAR = ratio(1n, 32n);
const NEAREST = ratio(1n, 64n);

/** What an exact sweep needs of a sweep. */
export interface SweepRange {
  readonly problemAt: (value: Rational) => Problem;
  readonly from: Rational;
  readonly to: Rational;
  readonly branches: Branches;
  readonly options: SweepOptions;
}

/** An open interval with the lists near its ends. */
interface Piece {
  readonly low: SweepState;
  readonly high: SweepState;
}

/**
 * The thresholds in a range, and the lists between and at them.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function exactSweep(range: SweepRange): Promise<ExactSweep> {
  const { problemAt, from, to, branches, options } = range;
  if (from.equals(to)) return { kind: "bracketed", gap: { kind: "single-value" } };
  const found = await exactThresholds(problemAt, from, to, options.signal);
  if ("kind" in found) return { kind: "bracketed", gap: found };
  const located: Located[] = [];
  for (const threshold of found.thresholds) {
    const isRational = threshold.low.equals(threshold.high);
    located.push({
      threshold,
      ...(isRational ? { state: await stateAt(range, threshold.low, "algebra") } : {}),
    });
  }
  const pieces: Piece[] = [];
  for (const [a, b] of gapsOf(found.thresholds, from, to)) {
    const [low, high] = nearEnds(a, b);
    pieces.push({ low: await stateAt(range, low, "solve"), high: await stateAt(range, high, "solve") });
  }
  const states = pieces.flatMap(({ low, high }) => [low, high]);
  const isConstant = ({ low, high }: Piece) => sameClasses(low, high);
  if (states.some(({ audit }) => !audit.complete) || !pieces.every(isConstant))
    return { kind: "bracketed", gap: { kind: "list-incomplete" } };
  const shift = located[0]?.threshold.low.equals(from) === true ? 1 : 0;
  const kept = withoutIdle(located, pieces, shift);
  const proof =
    found.isProved && states.every(({ audit }) => audit.proof === "proved") ? "proved" : "modular";
  return { kind: "exact", ...named(kept, branches), strata: found.strata, proof };
}

interface Located {
  readonly threshold: ExactThreshold;
  readonly state?: SweepState;
}

async function stateAt(
  { problemAt, options: { seed, limit, signal } }: SweepRange,
  value: Rational,
  method: "algebra" | "solve",
): Promise<SweepState> {
  const { components, audit } = await analyze(problemAt(value), {
    method,
    certify: "none",
    ...(seed === undefined ? {} : { seed }),
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  return { value, components, classes: classesOf(components), audit };
}

/** The open intervals that thresholds leave of [from, to]. */
function gapsOf(
  thresholds: readonly ExactThreshold[],
  from: Rational,
  to: Rational,
): (readonly [Rational, Rational])[] {
  const gaps: (readonly [Rational, Rational])[] = [];
  let start = from;
  for (const { low, high } of thresholds) {
    if (low.compare(start) > 0) gaps.push([start, low]);
    start = high;
  }
  if (to.compare(start) > 0) gaps.push([start, to]);
  return gaps;
}

/** Short values near both ends. */
function nearEnds(a: Rational, b: Rational): [Rational, Rational] {
  const length = b.sub(a);
  return [
    simplestBetween(a.add(length.mul(NEAREST)), a.add(length.mul(NEAR))),
    simplestBetween(b.sub(length.mul(NEAR)), b.sub(length.mul(NEAREST))),
  ];
}

/** Thresholds with the intervals on both sides of each. */
interface Kept {
  readonly thresholds: readonly (Located & { readonly below?: Piece; readonly above?: Piece })[];
  readonly pieces: readonly Piece[];
}

/** @param shift 1 where the first threshold is the first value: nothing lies below it. */
function withoutIdle(located: readonly Located[], pieces: readonly Piece[], shift: number): Kept {
  const merged: Piece[] = pieces.slice(0, 1 - shift);
  const thresholds: (Located & { below?: Piece; above?: Piece })[] = [];
  for (const [k, one] of located.entries()) {
    const below = merged.at(-1);
    const above = pieces[k + 1 - shift];
    const sides = [below?.high, above?.low].filter((state) => state !== undefined);
    if (isIdle(one, sides)) {
      if (above === undefined) continue;
      if (below === undefined) {
        merged.push(above);
        continue;
      }
      const whole = { low: below.low, high: above.high };
      merged[merged.length - 1] = whole;
      const last = thresholds.at(-1);
      if (last !== undefined) last.above = whole;
      continue;
    }
    thresholds.push({
      ...one,
      ...(below === undefined ? {} : { below }),
      ...(above === undefined ? {} : { above }),
    });
    if (above !== undefined) merged.push(above);
  }
  return { thresholds, pieces: merged };
}

/** Whether the list there is that of both sides: every component is regular, and continues. */
const isIdle = ({ state }: Located, sides: readonly SweepState[]): boolean =>
  state?.audit.complete === true &&
  state.components.every(({ dimension, nullity }) => dimension !== undefined && nullity === dimension) &&
  sides.every((side) => sameClasses(state, side));

/** Digits after the point. Chosen: what the isolating intervals are narrow enough for. `exact-sweep.test.ts` */
const DIGITS = 18;

function written({ low, number }: ExactThreshold): Pick<SweepThreshold, "decimal" | "closed"> {
  const closed = number === null ? null : radicalText(number);
  return {
    decimal: number === null ? decimalText(low, DIGITS) : decimalsOf(number, DIGITS),
    ...(closed === null ? {} : { closed }),
  };
}

/** Branches, named b1, b2, … in the order in which they are met. */
function named(
  { thresholds, pieces }: Kept,
  branches: Branches,
): Pick<Extract<ExactSweep, { kind: "exact" }>, "thresholds" | "intervals"> {
  let count = 0;
  const fresh = () => `b${++count}`;
  /** Of the components at the upper end of the last interval. */
  let names: string[] | null = null;
  const intervals: { state: SweepState; names: readonly string[] | null }[] = [];
  const enter = ({ low, high }: Piece, atLow: string[] | null): void => {
    const inside = atLow === null ? null : branches.across(low, high);
    intervals.push({ state: low, names: atLow });
    if (inside === null || !inside.whole || inside.exchanged.length > 0) names = null;
    else {
      const atHigh = new Array<string>(high.components.length);
      for (const [i, j] of inside.pairs) atHigh[j] = atLow![i]!;
      names = atHigh;
    }
  };
  const [first] = pieces;
  const starts = thresholds[0]?.below === undefined && thresholds.length > 0 ? undefined : first;
  if (starts !== undefined) enter(starts, starts.low.components.map(fresh));
  const changes = thresholds.map(({ threshold, state, below, above }): SweepThreshold => {
    const crossing =
      below === undefined || above === undefined ? null : branches.across(below.high, above.low);
    const before: readonly string[] | null = names;
    const through = crossing?.pairs ?? [];
    const isNamed = crossing !== null && before !== null;
    const after = above?.low.components.map((_, j) => {
      const pair = isNamed ? through.find(([, to]) => to === j) : undefined;
      return pair === undefined ? fresh() : before![pair[0]]!;
    });
    if (above !== undefined) enter(above, crossing !== null && !isNamed ? null : after!);
    const sides = below === undefined || above === undefined ? null : ([below.high, above.low] as const);
    return {
      ...threshold,
      ...written(threshold),
      ...(state === undefined ? {} : { state }),
      lost: sides === null ? [] : surplus(sides[0].classes, sides[1].classes),
      gained: sides === null ? [] : surplus(sides[1].classes, sides[0].classes),
      exchanged: crossing?.exchanged ?? [],
      deaths: isNamed ? before.filter((name) => !after!.includes(name)) : [],
      births: isNamed ? after!.filter((name) => !before.includes(name)) : [],
    };
  });
  return { thresholds: changes, intervals };
}
