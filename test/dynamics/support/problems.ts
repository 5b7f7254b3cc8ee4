import type { Rule } from "../../../src/dynamics/rule.js";
import { type RunEnd, runRule } from "../../../src/dynamics/run.js";
import { Random } from "../../../src/exact/random.js";
import type { Point } from "../../../src/objectives/objective.js";
import { buildProblem, type Problem } from "../../../src/objectives/problem.js";
import { parseProblemFile } from "../../../src/objectives/schema.js";

export const problem = (model: object, objective: object, training?: object): Problem =>
  buildProblem(parseProblemFile({ model, objective, ...(training === undefined ? {} : { training }) }));

export const masks = { kind: "independent-masks", keep: "1/2" };
export const complementary = { kind: "complementary-masks" };

export const oneHot = (p: number, probabilities?: readonly string[], seed?: number) => ({
  dictionary:
    seed === undefined
      ? { kind: "identity", size: p }
      : { kind: "rational-orthonormal", rows: p, columns: p, seed },
  latent: { kind: "one-hot", ...(probabilities === undefined ? {} : { probabilities }) },
  augmentation: masks,
});

export const moments = (gamma: readonly (readonly number[])[], sigma?: readonly (readonly number[])[]) => ({
  moments: { gamma, sigma: sigma ?? gamma.map((row, i) => row.map((_, j) => (i === j ? 100 : 0))) },
});

/** A run from the start of a seed to rest; fails if it does not get there. */
export function rest(
  rule: Rule,
  seed: number,
  limits: { steps?: number; time?: number; spread?: number } = {},
): RunEnd & { readonly point: Point; readonly start: Float64Array } {
  const { steps = 500_000, time = Number.POSITIVE_INFINITY, spread = 1 } = limits;
  const start = rule.start(new Random(seed), spread);
  const end = runRule(rule, start, { steps, time });
  if (end.outcome !== "rest") throw new Error(`expected a run at rest, got ${end.outcome} at ${end.at}`);
  return { ...end, start, point: rule.point(end.state) };
}

export const rowsOf = ({ rows, columns, data }: Point[string]): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));

export const columnsOf = (a: Point[string]): number[][] =>
  Array.from({ length: a.columns }, (_, j) =>
    Array.from({ length: a.rows }, (_, i) => a.data[i * a.columns + j]!),
  );

export const distance = (u: readonly number[], v: readonly number[]): number =>
  Math.hypot(...u.map((x, i) => x - v[i]!));

export const unit = (v: readonly number[]): number[] => {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
};

/** The smaller of the distances to v and −v. */
export const upToSign = (u: readonly number[], v: readonly number[]): number =>
  Math.min(
    distance(u, v),
    distance(
      u,
      v.map((x) => -x),
    ),
  );
