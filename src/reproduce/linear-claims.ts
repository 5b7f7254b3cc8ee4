/**
 * Judges of the claims on linear encoders: column- and row-normalised bilinear losses, tied weights, complementary masks, the
 * cross-correlation identity, the spectral contrastive loss, and predictors. Each answers for one study or one pair of them.
 */
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { symmetricEigen } from "../numeric/linalg/decompositions.js";
import { generate, type Matrix, multiply, transpose } from "../numeric/linalg/dense.js";
import { manifoldDimension } from "../numeric/linalg/sphere-product.js";
import { wilson } from "../numeric/statistics/wilson.js";
import { toMatrix } from "../objectives/build.js";
import { formatNumber } from "../report/number.js";
import {
  all,
  almostAll,
  count,
  excessText,
  type Finding,
  globalMinima,
  type Judgement,
  range,
  seesAllMinima,
  shareText,
  smallest,
} from "./judgement.js";
import { lossAt, type Minimum, type Study } from "./study.js";
import { MARGINS, TOLERANCE, VALUE_LIMIT } from "./tolerances.js";

/**
 * Whether all components of index 0 are one connected set, the global minimum, and all others have a direction of descent.
 * Unknown without a census, or where not all minima are listed.
 */
export function onlyGlobalMinima(study: Study): Judgement {
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

/**
 * Whether every global minimum is a continuum of which almost every point (by random points on it) has full rank and misses an
 * atom by a margin. The figures add the codimension of the ground truth where it is known.
 */
export function badContinuum(study: Study): Judgement {
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
export const hasSquareDictionary = ({ problem: { model, objective } }: Study): boolean =>
  model.dictionary !== undefined &&
  model.dictionary.rows === model.dictionary.columns &&
  objective.landscape?.variables[0]?.symbol.rows === model.dictionary.rows;

/**
 * Whether the ground truth Wo = Wt = Mᵀ, M square, is a minimum and has the codimension p(p − 1)/2 of orthonormal encoders
 * within it.
 */
export function groundTruthRare(study: Study): Finding {
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

/** Whether all minima have encoders of rank one at all of their random points; unknown where not all minima are listed. */
export function rankOne(study: Study): Judgement {
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

/**
 * Whether the ranks at all minima are at most the multiplicity r of the top singular value of Γ, and none is full. r is read
 * off the dimension of a component, which is a sphere S^{r−1} for each of the m rows.
 */
export function topSpaceOnly(study: Study): Judgement {
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

/** Whether the critical set is one component that fills the whole constraint manifold, as for a constant loss. */
export function constantLoss({ atlas, minima, problem }: Study): Judgement {
  const dimension = manifoldDimension(new LandscapeSystem(problem.objective.landscape!).manifold);
  const [only] = minima;
  return {
    holds: atlas.census?.total === 1n && only?.component.dimension === dimension,
    figures: `${count(atlas.census?.total ?? 0n, "component")}, dimension ${only?.component.dimension} of ${dimension}, worst-recovered atom c ${only?.recovery === undefined ? "unknown" : range(only.recovery)}`,
  };
}

/** Whether almost all points of every minimum have full rank and yet lose signal by a margin (ρ < `MARGINS.retained`). */
export function blindMinima(study: Study): Judgement {
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

/** Whether every minimum is global and keeps all the common signal, ρ = 1 to rounding, at all its random points. */
export function allOptimal(study: Study): Judgement {
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

/**
 * The contrast on the same data (the studies of the same group): whether every minimum of the contrastive loss is optimal and
 * almost all points of the minima of the other losses lose signal. Unknown without other losses.
 */
export function linearContrast(reference: Study, studies: readonly Study[]): Finding {
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

/** Whether the whole critical set is one component at which the encoder is zero. */
export function onlyCollapse({ atlas, minima }: Study): Judgement {
  return {
    holds: atlas.census?.total === 1n && minima.length === 1 && minima[0]!.component.outcome === "collapsed",
    figures: `${count(atlas.census?.total ?? 0n, "critical point")}, index ${minima[0]?.component.index}, rank ${minima[0]?.component.rank}`,
  };
}

/**
 * Whether the stable equilibria have ranks 0, 1, …, r, one each, r ≥ 2, and none but the top one full rank; unknown where the
 * list is cut.
 */
export function ladder({ atlas, minima }: Study): Judgement {
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
