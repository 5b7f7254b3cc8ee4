/**
 * The claims of [P] (Pokle, Tian, Li, Risteski, AISTATS 2022), of the stop-gradient theory of [T] (Tian, Chen, Ganguli
 * 2021) and of the contrastive reference [H] (HaoChen et al. 2021), each judged on the atlases and on random points of
 * their minima.
 *
 * One verdict per statement, from numbers alone:
 *   refuted       a number contradicts it in at least one study;
 *   inconclusive  nothing contradicts it, but an audit that it rests on failed or is incomplete, a component of minima
 *                 is missing from the list, or a sampled share is too close to its bound;
 *   holds         otherwise.
 * Shares of random points are judged by their 95 % intervals (`wilson`), and count by a margin (`MARGINS`): that random
 * points miss a set of measure zero is no finding. How thin such a set is, its codimension, is a matter of a theorem.
 */

import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { squared } from "../elementary/elementary.js";
import { Random } from "../exact/random.js";
import { symmetricEigen } from "../numeric/linalg/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../numeric/linalg/dense.js";
import { manifoldDimension } from "../numeric/linalg/sphere-product.js";
import { type Share, wilson } from "../numeric/statistics/wilson.js";
import { fromColumns, randomUnitVector, toMatrix } from "../objectives/build.js";
import type { Claim } from "../report/document.js";
import { formatNumber } from "../report/number.js";
import type { Role } from "./problems.js";
import { lossAt, MARGINS, type Minimum, type Spread, type Study, TOLERANCE } from "./study.js";

/** Points of a component are critical up to this relative residual. */
const RESIDUAL_LIMIT = 1e-12;
/** Losses of order one that differ by less are equal to rounding. */
const VALUE_LIMIT = 1e-12;
/** "Almost every point": the 95 % interval of the share lies above this. */
const ALMOST_ALL = 0.95;

/** What one study (or pair of studies) says: true, false, or null where the numbers cannot tell. */
interface Finding {
  readonly studies: readonly Study[];
  readonly holds: boolean | null;
  readonly figures: string;
}

/** Which part of the atlas a claim rests on: the minima alone, or the whole critical set. */
type Basis = "minima" | "whole";

/** Every claim that the studies at hand can speak to. */
export function judgeClaims(studies: readonly Study[]): Claim[] {
  const of = (role: Role) => studies.filter(({ named }) => named.role === role);
  const each = (role: Role, judge: (study: Study) => Omit<Finding, "studies">) =>
    of(role).map((study): Finding => {
      const { holds, figures } = judge(study);
      return { studies: [study], holds, figures: `${study.named.id}: ${figures}` };
    });
  return [
    conclude(
      "columns-only-global-minima",
      "Column-normalised bilinear loss, diagonal Γ: every local minimum is global and they form one connected set; all other critical points are strict saddles or maxima",
      "whole",
      each("columns", onlyGlobalMinima),
    ),
    conclude(
      "columns-bad-continuum",
      `That set is a continuum, and almost every encoder in it has full rank and yet misses an atom by a margin (min c < ${MARGINS.recovery}): non-collapsed bad minima`,
      "minima",
      each("columns", badContinuum),
    ),
    conclude(
      "columns-ground-truth-rare",
      "The ground truth lies in that set, among the orthonormal encoders, which have codimension p(p - 1)/2 in it (by theorem, and as found in the linearised conditions)",
      "minima",
      of("columns").filter(hasSquareDictionary).map(groundTruthRare),
    ),
    conclude(
      "unsigned-latents-collapse",
      "Tied weights, unit columns, unsigned latents: every minimum has all columns equal, total collapse to one direction",
      "minima",
      each("columns-tied", rankOne),
    ),
    conclude(
      "rows-collapse",
      "Row-normalised bilinear loss: every minimum lies in the top singular space of Γ, so its rank is below that of full-rank encoders (one where the top singular value is simple)",
      "minima",
      each("rows", topSpaceOnly),
    ),
    conclude(
      "complementary-masks-blind",
      "Complementary masks, uniform one-hot latents, orthonormal square dictionary: Γ = 0, the bilinear loss is constant and every encoder is a minimum",
      "whole",
      each("complementary", constantLoss),
    ),
    conclude(
      "cross-correlation-blind",
      `Cross-correlation identity, m < p: the minima have full rank and almost all of them lose signal by a margin (ρ < ${MARGINS.retained}); which features matter does not enter`,
      "minima",
      each("cross-correlation", blindMinima),
    ),
    conclude(
      "contrastive-no-bad-minima",
      "Spectral contrastive loss: every local minimum is global and keeps all the common signal (ρ = 1)",
      "whole",
      each("spectral-contrastive", allOptimal),
    ),
    conclude(
      "linear-contrast",
      `The contrast for linear encoders, m < p, on the same data: every minimum of the contrastive loss keeps all the common signal (ρ = 1), almost every minimum of the non-contrastive losses loses some by a margin (ρ < ${MARGINS.retained})`,
      "minima",
      of("spectral-contrastive").map((reference) => linearContrast(reference, studies)),
    ),
    conclude(
      "predictor-collapse",
      "Predictor without stop-gradient, with weight decay: the only critical point is total collapse",
      "whole",
      each("predictor", onlyCollapse),
    ),
    conclude(
      "stop-gradient-ladder",
      "Predictor with stop-gradient: the stable equilibria form a ladder, one for every rank from collapse up to the number of viable modes, all but the top rung dimensionally collapsed",
      "whole",
      each("stop-gradient", ladder),
    ),
    conclude(
      "relu-alignment-continuum",
      `ReLU features, alignment loss: the global minima are a continuum, and almost every point of it has full rank and yet misses an atom by a margin (min c < ${MARGINS.recovery})`,
      "minima",
      each("relu-alignment", badContinuum),
    ),
    conclude(
      "relu-alignment-dead-columns",
      "ReLU features, alignment loss: every other critical stratum has dead columns and is flat, a local minimum (in the weak sense) that is not global",
      "whole",
      each("relu-alignment", flatStrata),
    ),
    conclude(
      "relu-contrastive-ground-truth",
      "ReLU features, contrastive loss, m = d: the global minima are exactly the permutation matrices, the ground truth",
      "minima",
      each("relu-contrastive", onlyGroundTruth),
    ),
    conclude(
      "relu-contrast",
      "The contrast for ReLU features, on the same data: the permutations minimise the alignment loss as well, but random minima of the alignment loss all have a larger contrastive loss than the permutations",
      "minima",
      of("relu-contrastive").flatMap((contrastive) => reluContrast(contrastive, of("relu-alignment"))),
    ),
  ].filter((claim) => claim !== null);
}

/** The verdict over all findings; null when no study at hand speaks to the claim. */
function conclude(id: string, statement: string, basis: Basis, findings: readonly Finding[]): Claim | null {
  if (findings.length === 0) return null;
  const doubts = findings.flatMap(({ studies }) => studies.flatMap((study) => doubtsOf(study, basis)));
  const verdict = findings.some(({ holds, studies }) => holds === false && studies.every(isSound))
    ? "refuted"
    : doubts.length > 0 || findings.some(({ holds }) => holds !== true)
      ? "inconclusive"
      : "holds";
  const figures = [...findings.map((finding) => finding.figures), ...new Set(doubts)].join(" | ");
  return { id, verdict, statement, figures };
}

/** A disagreement between the layers of the software leaves nothing to judge on. */
const isSound = ({ atlas }: Study): boolean => atlas.audit.failures.length === 0;

/** Why the study cannot carry a claim on this basis. */
function doubtsOf(study: Study, basis: Basis): string[] {
  const { named, atlas, minima } = study;
  const doubt = (reason: string) => [`audit of ${named.id}: ${reason}`];
  if (!isSound(study)) return doubt(atlas.audit.failures[0]!);
  if (minima.length === 0) return doubt(atlas.audit.reason ?? "no minima were located");
  if (basis === "whole" && !atlas.audit.complete) return doubt(atlas.audit.reason ?? "incomplete");
  const stray = minima.find(({ residual }) => !(residual <= RESIDUAL_LIMIT));
  if (stray !== undefined)
    return doubt(`a point of ${stray.component.id} has residual ${stray.residual.toExponential(1)}`);
  return [];
}

/** Whether the list holds every component of index 0 that the census counts. */
function seesAllMinima({ atlas: { census, components, truncated } }: Study): boolean {
  if (!truncated) return true;
  const listed = components.reduce(
    (sum, { index, multiplicity }) => sum + (index === 0 ? (multiplicity ?? 0n) : 0n),
    0n,
  );
  return census !== undefined && census.withoutIndex === undefined && census.byIndex.get(0) === listed;
}

const globalMinima = ({ minima }: Study): Minimum[] =>
  minima.filter(({ component }) => component.kind === "global-minimum");

const number = (value: number): string => formatNumber(value, 4);

const range = ({ min, max }: Spread): string =>
  number(min) === number(max) ? number(min) : `${number(min)} to ${number(max)}`;

const shareText = ({ count, of, low, high }: Share): string =>
  `${count}/${of} (95 %: ${number(low)} to ${number(high)})`;

const excessText = (excess: number | null): string =>
  excess === null
    ? "not compared with"
    : Math.abs(excess) <= VALUE_LIMIT
      ? `equal (to ${VALUE_LIMIT}) to`
      : `${number(excess)} above`;

const count = (value: bigint, noun: string): string => `${value} ${noun}${value === 1n ? "" : "s"}`;

/** true above the bound, false below, null when the interval contains it. */
const almostAll = ({ low, high }: Share): boolean | null =>
  low > ALMOST_ALL ? true : high < ALMOST_ALL ? false : null;

/** Three-valued conjunction. */
const all = (parts: readonly (boolean | null)[]): boolean | null =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;

const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

type Judgement = Omit<Finding, "studies">;

function onlyGlobalMinima(study: Study): Judgement {
  const { census, components } = study.atlas;
  const minima = census?.byIndex.get(0) ?? 0n;
  const [first] = globalMinima(study);
  const others = components.filter(({ kind }) => kind !== "global-minimum");
  return {
    holds:
      census === undefined || !seesAllMinima(study)
        ? null
        : minima === 1n &&
          first?.component.multiplicity === 1n &&
          others.every(({ index }) => index !== undefined && index > 0),
    figures: `${count(census?.total ?? 0n, "component")}, ${minima} of index 0`,
  };
}

function badContinuum(study: Study): Judgement {
  const codimension = thinness(study);
  const judged = globalMinima(study).map(({ component, points, far, recovery }) => {
    const share = wilson(far, points.length);
    return {
      holds: all([(component.dimension ?? 0) > 0, almostAll(share)]),
      figures: `dimension ${component.dimension}, full rank and min c < ${MARGINS.recovery} at ${shareText(share)}${
        recovery === undefined ? "" : `, worst-recovered atom c ${range(recovery)}`
      }${codimension === null ? "" : `; ground truth ${codimension}`}`,
    };
  });
  return {
    holds: all(judged.map(({ holds }) => holds)),
    figures: judged.map(({ figures }) => figures).join("; "),
  };
}

/**
 * How thin the ground truth is in the minima, by theorem: unit columns, square orthonormal M: it lies in {WᵀW = I}, of
 * codimension p(p − 1)/2; ReLU alignment: the minima have dimension d(m − 1), the W ≥ 0 with orthonormal columns m − d.
 */
function thinness(study: Study): string | null {
  const { objective, model } = study.problem;
  const { rows: m, columns: p } = objective.landscape?.variables[0]?.symbol ?? { rows: 0, columns: 0 };
  if (m < p) return "none, as m < p";
  if (study.named.role === "relu-alignment")
    return `of codimension ${p * (m - 1) - (m - p)} (theorem: non-negative orthonormal columns have dimension m - d)`;
  if (!hasSquareDictionary(study) || model.dictionary === undefined) return null;
  return `among the orthonormal encoders, of codimension ${(p * (p - 1)) / 2} (theorem: p(p - 1)/2)`;
}

/** M is square and orthonormal in columns of unit length, so that W = Mᵀ satisfies the constraint. */
const hasSquareDictionary = ({ problem: { model, objective } }: Study): boolean =>
  model.dictionary !== undefined &&
  model.dictionary.rows === model.dictionary.columns &&
  objective.landscape?.variables[0]?.symbol.rows === model.dictionary.rows;

function groundTruthRare(study: Study): Finding {
  const { problem, named } = study;
  const w = transpose(toMatrix(problem.model.dictionary!));
  const [minimum] = globalMinima(study);
  const dimension = minimum?.component.dimension ?? 0;
  const excess = minimum === undefined ? null : lossAt(problem, { Wo: w, Wt: w }) - minimum.component.value!;
  const codimension = orthonormalCodimension(w);
  const byTheorem = (w.columns * (w.columns - 1)) / 2;
  return {
    studies: [study],
    holds:
      excess === null ? null : Math.abs(excess) <= VALUE_LIMIT && codimension === byTheorem && byTheorem > 0,
    figures: `${named.id}: codimension ${codimension} of ${dimension}, by theorem ${byTheorem}, loss ${excessText(excess)} the minimum`,
  };
}

/**
 * Codimension of {WᵀW = I} among the matrices with unit columns, at W: the rank of the linear conditions
 * ⟨v_i, w_j⟩ + ⟨w_i, v_j⟩ = 0, i < j, on the tangent vectors ⟨v_j, w_j⟩ = 0.
 */
function orthonormalCodimension(w: Matrix): number {
  const { rows: m, columns: p } = w;
  const pairs = Array.from({ length: p }, (_, i) => Array.from({ length: i + 1 }, (_, j) => [i, j])).flat();
  const rankOf = (list: readonly (readonly number[])[]): number => {
    if (list.length === 0) return 0;
    const conditions = generate(list.length, m * p, (row, k) => {
      const [i, j] = list[row]! as [number, number];
      const [a, b] = [Math.floor(k / p), k % p];
      return (b === i ? w.data[a * p + j]! : 0) + (b === j ? w.data[a * p + i]! : 0);
    });
    const { values } = symmetricEigen(multiply(conditions, transpose(conditions)));
    return values.filter((value) => value > TOLERANCE * values[0]!).length;
  };
  return rankOf(pairs) - rankOf(pairs.filter(([i, j]) => i === j));
}

function rankOne(study: Study): Judgement {
  const { minima } = study;
  return {
    holds: seesAllMinima(study) ? minima.every(({ rank }) => rank.max === 1) : null,
    figures: minima
      .map(
        ({ component, rank, points }) =>
          `${component.id}, dimension ${component.dimension}, rank ${range(rank)} of ${component.representative.W!.rows} at ${points.length} random points`,
      )
      .join("; "),
  };
}

function topSpaceOnly(study: Study): Judgement {
  const { minima } = study;
  const judged = minima.map(({ component, rank, fullRank, points }) => {
    const m = component.representative.Wo!.rows;
    // One sphere S^{r−1} per row, r the multiplicity of the top singular value.
    const multiplicity = (component.dimension ?? 0) / m + 1;
    return {
      holds: rank.max <= multiplicity && fullRank === 0,
      figures: `rank ${range(rank)} of ${m}, top singular value of multiplicity ${multiplicity}, ${points.length === 1 ? `${component.multiplicity} points` : `dimension ${component.dimension}`}`,
    };
  });
  return {
    holds: seesAllMinima(study) ? judged.every(({ holds }) => holds) : null,
    figures: judged.map(({ figures }) => figures).join("; "),
  };
}

function constantLoss({ atlas, minima, problem }: Study): Judgement {
  const dimension = manifoldDimension(new LandscapeSystem(problem.objective.landscape!).manifold);
  const [only] = minima;
  return {
    holds: atlas.census?.total === 1n && only?.component.dimension === dimension,
    figures: `${count(atlas.census?.total ?? 0n, "component")}, dimension ${only?.component.dimension} of ${dimension}, worst-recovered atom c ${only?.recovery === undefined ? "unknown" : range(only.recovery)}`,
  };
}

function blindMinima(study: Study): Judgement {
  const judged = study.minima.map(({ component, points, fullRank, lossy, retained }) => {
    const share = wilson(lossy, points.length);
    return {
      holds: all([almostAll(wilson(fullRank, points.length)), almostAll(share)]),
      figures: `dimension ${component.dimension}, full rank ${fullRank}/${points.length}, ρ ${retained === undefined ? "undefined" : range(retained)}, ρ < ${MARGINS.retained} at ${shareText(share)}`,
    };
  });
  return {
    holds: seesAllMinima(study) ? all(judged.map(({ holds }) => holds)) : null,
    figures: judged.map(({ figures }) => figures).join("; "),
  };
}

function allOptimal(study: Study): Judgement {
  const { minima, atlas } = study;
  const points = minima.reduce((sum, minimum) => sum + minimum.points.length, 0);
  const retained = minima.map((minimum) => minimum.retained?.min ?? Number.NaN);
  return {
    holds: seesAllMinima(study)
      ? minima.every(
          (minimum) =>
            minimum.component.kind === "global-minimum" && minimum.optimal === minimum.points.length,
        )
      : null,
    figures: `${count(atlas.census?.total ?? 0n, "component")}, ${count(atlas.census?.byIndex.get(0) ?? 0n, "connected set")} of minima, 1 - ρ at most ${formatNumber(1 - smallest(retained), 2)} at ${points} random points`,
  };
}

function linearContrast(reference: Study, studies: readonly Study[]): Finding {
  const rivals = studies.filter(
    ({ named }) => named.group === reference.named.group && named.role !== reference.named.role,
  );
  const retainedText = (minima: readonly Minimum[]) =>
    minima.map(({ retained }) => (retained === undefined ? "undefined" : range(retained))).join(", ");
  return {
    studies: [reference, ...rivals],
    holds: all([
      reference.minima.every(({ optimal, points }) => optimal === points.length),
      rivals.length === 0 ? null : true,
      ...rivals.flatMap(({ minima }) =>
        minima.map(({ lossy, points }) =>
          points.length === 1 ? lossy === 1 : almostAll(wilson(lossy, points.length)),
        ),
      ),
    ]),
    figures: `${reference.named.group}: ${[reference, ...rivals]
      .map(
        ({ named, minima }) =>
          `${named.role} ρ ${retainedText(minima)} (rank ${minima.map(({ rank }) => range(rank)).join(", ")})`,
      )
      .join(", ")}`,
  };
}

function onlyCollapse({ atlas, minima }: Study): Judgement {
  return {
    holds: atlas.census?.total === 1n && minima.length === 1 && minima[0]!.component.outcome === "collapsed",
    figures: `${count(atlas.census?.total ?? 0n, "critical point")}, index ${minima[0]?.component.index}, rank ${minima[0]?.component.rank}`,
  };
}

function ladder({ atlas, minima }: Study): Judgement {
  const stable = [...minima].sort((a, b) => a.rank.max - b.rank.max);
  const top = stable.length - 1;
  return {
    holds: atlas.truncated
      ? null
      : top >= 2 &&
        stable.every(({ rank }, r) => rank.min === r && rank.max === r) &&
        stable.slice(0, top).every(({ fullRank }) => fullRank === 0),
    figures: `${count(atlas.census?.total ?? 0n, "component")} of equilibria, stable: ${stable
      .map(({ component, rank }) => `${component.id} rank ${range(rank)}`)
      .join(", ")}`,
  };
}

function flatStrata({ atlas: { census, components } }: Study): Judgement {
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

function onlyGroundTruth(study: Study): Judgement {
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

function reluContrast(contrastive: Study, alignments: readonly Study[]): Finding[] {
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
