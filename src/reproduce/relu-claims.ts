/** Judges of the claims on ReLU features: the alignment loss with its flat strata, and the contrastive loss beside it. */
import { squared } from "../elementary/elementary.js";
import { Random } from "../exact/random.js";
import { generate, type Matrix } from "../numeric/linalg/dense.js";
import { fromColumns, randomUnitVector } from "../objectives/build.js";
import {
  excessText,
  type Finding,
  globalMinima,
  type Judgement,
  number,
  range,
  smallest,
} from "./judgement.js";
import { lossAt, type Study } from "./study.js";
import { VALUE_LIMIT } from "./tolerances.js";

/**
 * Whether the critical set consists of strata without directions of descent, one the global minimum and the others, Morse–Bott
 * and higher, local minima.
 */
export function flatStrata({ atlas: { census, components } }: Study): Judgement {
  const [best] = components.filter(({ kind }) => kind === "global-minimum");
  const others = components.filter((component) => component !== best);
  const total = census?.total ?? 0n;
  return {
    holds:
      census?.byIndex.get(0) === total &&
      best?.multiplicity === 1n &&
      others.length > 0 &&
      others.every(
        ({ kind, index, morseBott, value }) =>
          kind === "local-minimum" && index === 0 && morseBott === true && value! > best.value!,
      ),
    figures: `${total} strata, all of index 0, one of them global; next value ${number(Math.min(...others.map(({ value }) => value!)))} against ${number(best?.value ?? 0)}`,
  };
}

/**
 * Whether the global minima are isolated and all of them the ground truth up to the order of its rows; and, as a check on the
 * loss itself, whether the loss is larger at random points of the spheres and next to a permutation.
 */
export function onlyGroundTruth(study: Study): Judgement {
  const { atlas, named, problem } = study;
  const [truth] = globalMinima(study);
  if (truth === undefined) return { holds: null, figures: "no global minima" };
  const { component, groundTruth, points, recovery } = truth;
  const { rows: m, columns: d, data } = component.representative.W!;
  const random = new Random(atlas.seed).fork(named.id);
  const spheres = (size: number) =>
    fromColumns(
      Array.from({ length: d }, () => randomUnitVector(random, size)),
      size,
    );
  // Anywhere on the spheres, and one tenth away from a permutation: none may be lower.
  const probes = Array.from({ length: named.samples }, (_, k) => {
    const v = spheres(m);
    if (k % 2 === 0) return v;
    return generate(m, d, (i, j) => (data[i * d + j]! + v.data[i * d + j]! / 10) / shiftedLength(data, v, j));
  });
  const least = smallest(probes.map((W) => lossAt(problem, { W }) - component.value!));
  return {
    holds:
      globalMinima(study).length === 1 &&
      component.dimension === 0 &&
      groundTruth === points.length &&
      least > VALUE_LIMIT,
    figures: `${component.multiplicity} isolated points, worst-recovered atom c ${recovery === undefined ? "undefined" : range(recovery)}, loss ${number(component.value!)}, larger by at least ${number(least)} at ${probes.length} probes`,
  };
}

/** ‖w_j + v_j/10‖ for column j. */
const shiftedLength = (w: Float64Array, v: Matrix, j: number): number => {
  let squares = 0;
  for (let i = 0; i < v.rows; i++)
    squares += squared(w[i * v.columns + j]! + v.data[i * v.columns + j]! / 10);
  return Math.sqrt(squares);
};

/**
 * The contrast on the same data: whether the permutations minimise the alignment loss too, while random points of its minima
 * have a larger contrastive loss. No finding where one of the two studies is missing.
 */
export function reluContrast(contrastive: Study, alignments: readonly Study[]): Finding[] {
  const { named, problem } = contrastive;
  const alignment = alignments.find((other) => other.named.group === named.group);
  const truth = globalMinima(contrastive)[0];
  const flat = alignment === undefined ? undefined : globalMinima(alignment)[0];
  if (alignment === undefined || truth === undefined || flat === undefined) return [];
  const excess = lossAt(alignment.problem, truth.component.representative) - flat.component.value!;
  const gaps = flat.points.map((point) => lossAt(problem, point) - truth.component.value!);
  const least = smallest(gaps);
  return [
    {
      studies: [contrastive, alignment],
      holds: Math.abs(excess) <= VALUE_LIMIT && least > VALUE_LIMIT,
      figures: `${named.id}: alignment loss of the permutations ${excessText(excess)} its minimum, contrastive loss ${number(truth.component.value!)} there, larger by at least ${number(least)} at ${gaps.length} random alignment minima`,
    },
  ];
}
