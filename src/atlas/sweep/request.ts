/**
 * What a sweep is asked: the place of the parameter in a problem file, its values, and the problem at each.
 */

import { type Rational, rational, rationalText, ZERO } from "../../exact/rational.js";
import { ProblemError, show } from "../../files/problem-error.js";
import { buildProblem, type Problem } from "../../objectives/problem.js";
import { type ProblemFile, parseProblemFile } from "../../objectives/schema.js";
import type { CertifyOption } from "../certify/certification.js";

/** An exact number: itself, a double, or text such as "3/7". */
export type Exact = Rational | number | string;

/** What is swept. */
export type SweepRequest = {
  /**
   * Place in the problem file, such as `objective.weightDecay`, `objective.parameters.eta`, `model.augmentation.keep`,
   * `model.augmentation.variance`, `model.augmentation.scale`, `model.noise.variance`, `model.latent.probability`; or its last
   * word, where that names one of them.
   */
  readonly parameter: string;
} & (
  | { readonly values: readonly Exact[] }
  /** steps + 1 values, equally spaced, both ends included. */
  | { readonly range: { readonly from: Exact; readonly to: Exact; readonly steps: number } }
);

/** Values besides those asked for that span the family: enough for parameters up to the eighth power. */
const SPANNING = 8;
const MAX_VALUES = 10_000;

/** How a sweep works: its seed, how narrow its brackets are, and how far it goes. */
export interface SweepOptions {
  readonly seed?: number;
  /** Width of the brackets of changes; a thousandth of the range if left out. */
  readonly width?: Exact;
  /** Whether thresholds are computed exactly beside the brackets, where that is possible (the default), or not at all. */
  readonly thresholds?: "exact" | "bracketed";
  /** Longest list of components at one value. */
  readonly limit?: number;
  /** Which components get a certificate: none, if left out. */
  readonly certify?: CertifyOption;
  /** Ends the work early: the values located so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** Places that can be swept, but for `objective.parameters.NAME`. */
const PLACES: readonly (readonly string[])[] = [
  ["objective", "weightDecay"],
  ["model", "augmentation", "keep"],
  ["model", "augmentation", "variance"],
  ["model", "augmentation", "scale"],
  ["model", "noise", "variance"],
  ["model", "latent", "probability"],
];

/**
 * A number of a request as an exact rational.
 *
 * @param place the field that it stands in, for the message.
 * @throws ProblemError if it is not a finite number or the text of one.
 */
export function exact(place: string, value: Exact): Rational {
  try {
    return rational(value);
  } catch {
    throw new ProblemError([place], 'a number or text such as "3/7" or "0.05"', show(value));
  }
}

/**
 * In ascending order, each once.
 *
 * @throws ProblemError if a range is empty or a number is none, or if there are no values, or more than `MAX_VALUES`.
 */
export function valuesOf(request: SweepRequest): Rational[] {
  let list: Rational[];
  if ("range" in request) {
    const { steps } = request.range;
    const [from, to] = [exact("from", request.range.from), exact("to", request.range.to)];
    if (!Number.isInteger(steps) || steps < 1 || steps >= MAX_VALUES)
      throw new ProblemError(["steps"], `an integer from 1 to ${MAX_VALUES - 1}`, show(steps));
    if (to.compare(from) <= 0)
      throw new ProblemError(["to"], `a number above ${rationalText(from)} (from)`, rationalText(to));
    const step = to.sub(from).div(rational(steps));
    list = Array.from({ length: steps + 1 }, (_, k) => from.add(step.mul(rational(k))));
  } else {
    list = request.values.map((value) => exact("values", value)).sort((a, b) => a.compare(b));
    if (list.length === 0 || list.length > MAX_VALUES)
      throw new ProblemError(["values"], `from 1 to ${MAX_VALUES} numbers`, `${list.length}`);
  }
  return list.filter((value, k) => k === 0 || !value.equals(list[k - 1]!));
}

/**
 * The keys that lead to the parameter in the file.
 *
 * @param parameter the whole place, such as `objective.weightDecay`, or its last key alone where that is unique.
 * @throws ProblemError if it names none of the places that may be swept, or several.
 */
export function placeOf(file: ProblemFile, parameter: string): readonly string[] {
  const named = field(field(file, "objective"), "parameters");
  const names =
    typeof named === "object" && named !== null
      ? Object.keys(named).map((name) => ["objective", "parameters", name])
      : [];
  const places = [...PLACES, ...names];
  const matching = places.filter(
    (place) => place.join(".") === parameter || (!parameter.includes(".") && place.at(-1) === parameter),
  );
  const present = matching.filter(
    (place) => place.reduce<unknown>((value, key) => field(value, key), file) !== undefined,
  );
  const [only, another] = present.length > 0 ? present : matching;
  if (only === undefined || another !== undefined) {
    const wanted = only === undefined ? places : present.length > 0 ? present : matching;
    throw new ProblemError(
      ["parameter"],
      `one of ${wanted.map((place) => place.join(".")).join(", ")}`,
      show(parameter),
    );
  }
  return only;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** The problem with the value in its place, of the same kinds; what lies on the way there is made where it is missing. */
export function problemAt({ parsed, kinds }: Problem, path: readonly string[], value: Rational): Problem {
  const put = (node: unknown, [key, ...rest]: readonly string[]): unknown => ({
    ...(node as object | undefined),
    [key!]: rest.length === 0 ? rationalText(value) : put(field(node, key!), rest),
  });
  return buildProblem(parseProblemFile(put(parsed.file, path), kinds), kinds);
}

/** Problems at values in the range besides those asked for, where there are such problems. */
export function spanningProblems(values: readonly Rational[], at: (value: Rational) => Problem): Problem[] {
  const [first, last] = [values[0]!, values.at(-1)!];
  const range = last.sub(first);
  if (range.equals(ZERO)) return [];
  return Array.from({ length: SPANNING }, (_, k) =>
    first.add(range.mul(rational(2 * k + 1).div(rational(2 * SPANNING)))),
  ).flatMap((value) => {
    try {
      return [at(value)];
    } catch (error) {
      if (error instanceof ProblemError) return [];
      throw error;
    }
  });
}
