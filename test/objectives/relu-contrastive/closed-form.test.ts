/** The finite sum over latents and masks, term by term, and its one-sided slopes by differences. */
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { rational } from "../../../src/exact/rational.js";
import { generate, type Matrix } from "../../../src/numeric/linalg/dense.js";
import { randomUnitVector } from "../../../src/objectives/build.js";
import {
  contrastiveClosedForm,
  hasWholeColumns,
} from "../../../src/objectives/relu-contrastive/closed-form.js";
import {
  type ContrastiveInstance,
  contrastiveDescent,
  contrastiveValue,
} from "../../../src/objectives/relu-contrastive/loss.js";

/** E log(1 + exp((s₋ - s₊)/τ)) over x = e_j, x′ = e_k and three masks, as the definition says. */
function bruteForce({ keep, temperature, probabilities, negatives }: ContrastiveInstance, w: Matrix): number {
  const d = probabilities.length;
  const features = (j: number, open: boolean) =>
    Array.from({ length: w.rows }, (_, i) => (open ? Math.max(w.data[i * d + j]!, 0) : 0));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  let total = 0;
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) {
      const other =
        negatives === "distinct"
          ? j === k
            ? 0
            : probabilities[k]! / (1 - probabilities[j]!)
          : probabilities[k]!;
      for (const a of [false, true])
        for (const b of [false, true])
          for (const c of [false, true]) {
            const chance = [a, b, c].reduce(
              (p, open) => p * (open ? keep : 1 - keep),
              probabilities[j]! * other,
            );
            const plus = dot(features(j, a), features(j, b));
            const minus = dot(features(j, a), features(k, c));
            total += chance * Math.log(1 + Math.exp((minus - plus) / temperature));
          }
    }
  return total;
}

/** Independent negatives satisfy (d-1)/(1+e^{1/τ}) > (1-keep) tanh(1/(2τ)) here. */
const INSTANCES: ContrastiveInstance[] = [
  { m: 3, keep: 0.5, temperature: 1, probabilities: [0.5, 0.3, 0.2], negatives: "distinct" },
  { m: 2, keep: 0.9, temperature: 1, probabilities: [0.5, 0.5], negatives: "independent" },
  { m: 4, keep: 1, temperature: 2, probabilities: [1 / 3, 1 / 3, 1 / 3], negatives: "independent" },
];

describe.each(INSTANCES)("the contrastive loss ($negatives, m = $m)", (instance) => {
  const d = instance.probabilities.length;
  const random = new Random(7).fork(instance.negatives);
  const point = () => {
    const columns = Array.from({ length: d }, () => randomUnitVector(random, instance.m));
    return generate(instance.m, d, (i, j) => columns[j]![i]!);
  };

  it("is the expectation of its definition", () => {
    for (let k = 0; k < 10; k++) {
      const w = point();
      expect(contrastiveValue(instance, w)).toBeCloseTo(bruteForce(instance, w), 12);
    }
  });

  it("descends at most as fast as the stated slope, and as fast along some direction", () => {
    const w = point();
    const slope = contrastiveDescent(instance, w);
    const at = (v: Float64Array, t: number) => {
      const moved = { ...w, data: w.data.map((x, k) => x + t * v[k]!) };
      for (let j = 0; j < d; j++) {
        let squares = 0;
        for (let i = 0; i < instance.m; i++) squares += moved.data[i * d + j]! ** 2;
        for (let i = 0; i < instance.m; i++) moved.data[i * d + j]! /= Math.sqrt(squares);
      }
      return contrastiveValue(instance, moved);
    };
    // At a generic point the loss is smooth: the slope is −‖gradient‖.
    const gradient = Float64Array.from(w.data, (_, k) => {
      const e = w.data.map((_, l) => (l === k ? 1 : 0));
      return (at(e, 1e-5) - at(e, -1e-5)) / 2e-5;
    });
    expect(slope).toBeCloseTo(-Math.hypot(...gradient), 8);
  });

  it("has no descent direction at its minima, and has one nearby", () => {
    if (instance.m < d) return;
    const minimum = generate(instance.m, d, (i, j) => (i === j ? 1 : 0));
    expect(contrastiveDescent(instance, minimum)).toBeCloseTo(0, 14);
    const c = Math.cos(0.1);
    const s = Math.sin(0.1);
    const tilted = generate(instance.m, d, (i, j) =>
      j === 0 ? (i === 0 ? c : i === 1 ? s : 0) : i === j ? 1 : 0,
    );
    expect(contrastiveDescent(instance, tilted)).toBeLessThan(-1e-3);
    expect(contrastiveValue(instance, tilted)).toBeGreaterThan(contrastiveValue(instance, minimum));
  });

  it("is never lower at random points than at the stated minima", () => {
    if (instance.m < d) return;
    const minimum = contrastiveValue(
      instance,
      generate(instance.m, d, (i, j) => (i === j ? 1 : 0)),
    );
    for (let k = 0; k < 300; k++) {
      const w = point();
      const folded = k % 2 === 0 ? w : { ...w, data: w.data.map(Math.abs) };
      expect(contrastiveValue(instance, folded)).toBeGreaterThan(minimum - 1e-12);
    }
  });
});

describe("the global minima with independent negatives", () => {
  const exact = (probabilities: readonly string[], keep: string, temperature: string, m: number) => ({
    m,
    keep: rational(keep),
    temperature: rational(temperature),
    probabilities: probabilities.map((p) => rational(p)),
    negatives: "independent" as const,
  });

  it("are decided latent by latent, at temperatures where e^{1/τ} overflows as well", () => {
    expect(hasWholeColumns(exact(["4/5", "1/5"], "1/2", "1", 2))).toEqual([false, true]);
    expect(hasWholeColumns(exact(["4/5", "1/5"], "1/2", "1/2000", 2))).toEqual([false, false]);
    expect(hasWholeColumns(exact(["4/5", "1/5"], "1/2", "1000", 2))).toEqual([true, true]);
    expect(hasWholeColumns(exact(["1/2", "1/2"], "1", "1/2000", 2))).toEqual([true, true]);
  });

  it.each([
    { probabilities: ["4/5", "1/5"], keep: "1/2", temperature: "1", m: 3 },
    { probabilities: ["1/2", "1/2"], keep: "3/10", temperature: "1", m: 2 },
    { probabilities: ["2/5", "2/5", "1/5"], keep: "1/4", temperature: "1/3", m: 4 },
  ])("are no higher than any point nearby or at random, and stationary: $probabilities", (given) => {
    const { probabilities, keep, temperature, m } = given;
    const closed = contrastiveClosedForm(exact(probabilities, keep, temperature, m));
    if ("unavailable" in closed) throw new Error(closed.unavailable);
    const [minimum] = [...closed.proposals()];
    const number = (text: string) => {
      const [n, d = 1] = text.split("/").map(Number);
      return n! / d;
    };
    const floating: ContrastiveInstance = {
      m,
      negatives: "independent",
      keep: number(keep),
      temperature: number(temperature),
      probabilities: probabilities.map(number),
    };
    const random = new Random(11);
    const points = [minimum!.representative.W!];
    if (minimum!.sample !== undefined) for (let k = 0; k < 20; k++) points.push(minimum!.sample(random).W!);
    for (const w of points) {
      expect(contrastiveValue(floating, w)).toBeCloseTo(minimum!.value!, 14);
      expect(Math.abs(contrastiveDescent(floating, w))).toBeLessThan(1e-14);
      for (let k = 0; k < 60; k++) {
        const size = k % 2 === 0 ? 0.1 : 10;
        const columns = Array.from({ length: w.columns }, (_, j) => {
          const moved = randomUnitVector(random, m).map((x, i) => w.data[i * w.columns + j]! + size * x);
          const length = Math.hypot(...moved);
          return moved.map((x) => x / length);
        });
        const value = contrastiveValue(
          floating,
          generate(m, w.columns, (i, j) => columns[j]![i]!),
        );
        expect(value).toBeGreaterThan(minimum!.value! - 1e-13);
      }
    }
  });
});
