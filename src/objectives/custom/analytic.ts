/**
 * Custom losses with exp, log, softplus, sigmoid, logsumexp or logdet, and a box: `"box": {"W": [-3, 3]}` has every entry of W between the doubles next
 * to −3 and 3. All critical points inside it are looked for (`atlas/analytic-atlas.ts`).
 */
import { type Rational, toNumber } from "../../exact/rational.js";
import { ProblemError } from "../../files/problem-error.js";
import {
  ANALYTIC_NAMES,
  type AnalyticLoss,
  analyticGradient,
  parseAnalytic,
  weightDefinitions,
} from "../../symbolic/analytic-loss.js";
import { isScalar, shapeText } from "../../symbolic/expression.js";
import type { Landscape, Printed } from "../../symbolic/landscape.js";
import { printTex, printText, texName } from "../../symbolic/print.js";
import { lettersOf } from "../build.js";
import type { DescribedConditions, Objective } from "../objective.js";

/** Ranges by variable. */
export type BoxSpec = Readonly<Record<string, readonly [lo: Rational, hi: Rational]>>;

const CALL = new RegExp(`(?<![A-Za-z0-9_])(${ANALYTIC_NAMES.join("|")})\\s*\\(`);

/** The first function in a loss that is not in the grammar of polynomial ones; undefined where there is none. */
export const analyticCall = (loss: string): string | undefined => CALL.exec(loss)?.[1];

/**
 * The parts of an objective that are other than those of polynomial losses.
 *
 * @throws LossSyntaxError outside the grammar; ProblemError for a loss that is no scalar, and a box that does not fit.
 */
export function analyticParts(
  text: string,
  setting: Pick<Landscape, "variables" | "constants" | "parameters">,
  ranges: BoxSpec,
): Required<Pick<Objective, "analytic" | "describedConditions">> {
  const box = boxOf(setting, ranges);
  const loss = parseAnalytic(text, lettersOf(setting), setting);
  if (!isScalar(loss.loss))
    throw new ProblemError(["objective", "loss"], "a scalar", `a ${shapeText(loss.loss)} matrix`);
  return { analytic: { loss, box }, describedConditions: conditionsOf(loss, ranges) };
}

function boxOf({ variables }: Pick<Landscape, "variables">, ranges: BoxSpec) {
  const lo: number[] = [];
  const hi: number[] = [];
  for (const { symbol } of variables) {
    const range = Object.hasOwn(ranges, symbol.name) ? ranges[symbol.name] : undefined;
    const place = ["objective", "box", symbol.name];
    if (range === undefined) throw new ProblemError(place, "a range [lo, hi] of its entries", "none");
    const [low, high] = range.map(toNumber) as [number, number];
    if (!(low < high)) throw new ProblemError(place, "a range [lo, hi] with lo < hi", `[${low}, ${high}]`);
    for (let k = 0; k < symbol.rows * symbol.columns; k++) {
      lo.push(low);
      hi.push(high);
    }
  }
  return { lo: Float64Array.from(lo), hi: Float64Array.from(hi) };
}

function conditionsOf(loss: AnalyticLoss, ranges: BoxSpec): DescribedConditions {
  const stationarity = loss.variables.map(({ symbol }) => {
    const g = analyticGradient(loss, symbol);
    return { variable: symbol.name, text: `${printText(g)} = 0`, tex: `${printTex(g)} = 0` };
  });
  const constraints = loss.variables.map(({ symbol: { name } }): Printed => {
    const [lo, hi] = ranges[name]!.map((x) => x.toFraction());
    return { text: `${lo} <= ${name}[i,j] <= ${hi}`, tex: `${lo} \\le (${texName(name)})_{ij} \\le ${hi}` };
  });
  constraints.push(...weightDefinitions(loss));
  const words = "enclosed over boxes, by automatic differentiation";
  return { stationarity, constraints, hessian: { text: words, tex: `\\text{${words}}` } };
}
