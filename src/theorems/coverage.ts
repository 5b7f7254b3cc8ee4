/**
 * How much of what the hypotheses allow the random instances reach.
 *
 *   share of a part = instances in it / instances of the forms that declare it
 *
 * A falsehood that is confined to a part of share s survives n instances with probability (1 − s)ⁿ: 76 % for s = 0.55 %,
 * n = 50, and 8 % for s = 5 %. Hence the limit below which a part is reported as hardly reached.
 */
import { returned } from "./outcome.js";
import type { Form } from "./theorem.js";

/** How often the instances reached a part of the hypotheses, over all forms that declare it. */
export interface Coverage {
  readonly part: string;
  readonly reached: number;
  /** Instances of the forms that declare the part. */
  readonly runs: number;
}

/** Parts that a smaller share of the instances reaches are hardly tested. */
export const MIN_REACHED = 0.05;

/** From this many instances on, a part that none of them reached says something about the generator. */
const ENOUGH_RUNS = 1 / MIN_REACHED;

/**
 * Counts how often the declared parts of a record are reached, in the order of its forms.
 *
 * @example
 * import fc from "fast-check";
 * const count = new CoverageCount();
 * const coin = form({ mode: "exact", instances: fc.boolean(), check: () => true, parts: { heads: (head) => head } });
 * for (const side of [true, false, false]) count.add(coin, side);
 * count.coverage // [{ part: "heads", reached: 1, runs: 3 }]
 */
export class CoverageCount {
  private readonly parts = new Map<string, { reached: number; runs: number }>();

  /** Counts one instance. @throws TypeError for a test of a part that returns no boolean. */
  add(form: Form, instance: unknown): void {
    for (const [part, contains] of Object.entries(form.parts ?? {})) {
      const inside: unknown = contains(instance);
      if (typeof inside !== "boolean")
        throw new TypeError(`part ${JSON.stringify(part)}: expected true or false, got ${returned(inside)}`);
      const { reached, runs } = this.parts.get(part) ?? { reached: 0, runs: 0 };
      this.parts.set(part, { reached: reached + (inside ? 1 : 0), runs: runs + 1 });
    }
  }

  /** What was counted, a row for every part. */
  get coverage(): Coverage[] {
    return [...this.parts].map(([part, counts]) => ({ part, ...counts }));
  }
}

/**
 * The parts that too few of the instances reached, below the share `MIN_REACHED`.
 *
 * @returns those rows of the coverage.
 * @example
 * hardlyReached([{ part: "m > p", reached: 1, runs: 50 }]).length // 1
 */
export const hardlyReached = (coverage: readonly Coverage[]): Coverage[] =>
  coverage.filter(({ reached, runs }) => reached < MIN_REACHED * runs);

/**
 * The first part that none of sufficiently many instances reached: the generator leaves it out.
 *
 * @returns that row of the coverage; undefined where there is none.
 * @example
 * neverReached([{ part: "m > p", reached: 0, runs: 50 }])?.part // "m > p"
 */
export const neverReached = (coverage: readonly Coverage[]): Coverage | undefined =>
  coverage.find(({ reached, runs }) => reached === 0 && runs >= ENOUGH_RUNS);
