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

import type { Claim } from "../report/claims.js";
import type { Finding, Judgement } from "./judgement.js";
import {
  allOptimal,
  badContinuum,
  blindMinima,
  constantLoss,
  groundTruthRare,
  hasSquareDictionary,
  ladder,
  linearContrast,
  onlyCollapse,
  onlyGlobalMinima,
  rankOne,
  topSpaceOnly,
} from "./linear-claims.js";
import type { Role } from "./problems.js";
import { flatStrata, onlyGroundTruth, reluContrast } from "./relu-claims.js";
import type { Study } from "./study.js";
import { MARGINS, RESIDUAL_LIMIT } from "./tolerances.js";

/** A statement of the paper, and what judges it. */
interface ClaimRow {
  readonly id: string;
  readonly statement: string;
  /** Which part of the atlas it rests on: the minima alone, or the whole critical set. */
  readonly basis: "minima" | "whole";
  /** One per study, or pair of studies, that speaks to it. */
  findings(studies: readonly Study[]): readonly Finding[];
}

const of = (studies: readonly Study[], role: Role) => studies.filter(({ named }) => named.role === role);

/** One finding for every study of the role. */
const each =
  (role: Role, judge: (study: Study) => Judgement): ClaimRow["findings"] =>
  (studies) =>
    of(studies, role).map((study) => {
      const { holds, figures } = judge(study);
      return { studies: [study], holds, figures: `${study.named.id}: ${figures}` };
    });

const CLAIMS: readonly ClaimRow[] = [
  {
    id: "columns-only-global-minima",
    statement:
      "Column-normalised bilinear loss, diagonal Γ: every local minimum is global and they form one connected set; all other critical points are strict saddles or maxima",
    basis: "whole",
    findings: each("columns", onlyGlobalMinima),
  },
  {
    id: "columns-bad-continuum",
    statement: `That set is a continuum, and almost every encoder in it has full rank and yet misses an atom by a margin (min c < ${MARGINS.recovery}): non-collapsed bad minima`,
    basis: "minima",
    findings: each("columns", badContinuum),
  },
  {
    id: "columns-ground-truth-rare",
    statement:
      "The ground truth lies in that set, among the orthonormal encoders, which have codimension p(p - 1)/2 in it (by theorem, and as found in the linearised conditions)",
    basis: "minima",
    findings: (studies) => of(studies, "columns").filter(hasSquareDictionary).map(groundTruthRare),
  },
  {
    id: "unsigned-latents-collapse",
    statement:
      "Tied weights, unit columns, unsigned latents: every minimum has all columns equal, total collapse to one direction",
    basis: "minima",
    findings: each("columns-tied", rankOne),
  },
  {
    id: "rows-collapse",
    statement:
      "Row-normalised bilinear loss: every minimum lies in the top singular space of Γ, so its rank is below that of full-rank encoders (one where the top singular value is simple)",
    basis: "minima",
    findings: each("rows", topSpaceOnly),
  },
  {
    id: "complementary-masks-blind",
    statement:
      "Complementary masks, uniform one-hot latents, orthonormal square dictionary: Γ = 0, the bilinear loss is constant and every encoder is a minimum",
    basis: "whole",
    findings: each("complementary", constantLoss),
  },
  {
    id: "cross-correlation-blind",
    statement: `Cross-correlation identity, m < p: the minima have full rank and almost all of them lose signal by a margin (ρ < ${MARGINS.retained}); which features matter does not enter`,
    basis: "minima",
    findings: each("cross-correlation", blindMinima),
  },
  {
    id: "contrastive-no-bad-minima",
    statement:
      "Spectral contrastive loss: every local minimum is global and keeps all the common signal (ρ = 1)",
    basis: "whole",
    findings: each("spectral-contrastive", allOptimal),
  },
  {
    id: "linear-contrast",
    statement: `The contrast for linear encoders, m < p, on the same data: every minimum of the contrastive loss keeps all the common signal (ρ = 1), almost every minimum of the non-contrastive losses loses some by a margin (ρ < ${MARGINS.retained})`,
    basis: "minima",
    findings: (studies) =>
      of(studies, "spectral-contrastive").map((reference) => linearContrast(reference, studies)),
  },
  {
    id: "predictor-collapse",
    statement:
      "Predictor without stop-gradient, with weight decay: the only critical point is total collapse",
    basis: "whole",
    findings: each("predictor", onlyCollapse),
  },
  {
    id: "stop-gradient-ladder",
    statement:
      "Predictor with stop-gradient: the stable equilibria form a ladder, one for every rank from collapse up to the number of viable modes, all but the top rung dimensionally collapsed",
    basis: "whole",
    findings: each("stop-gradient", ladder),
  },
  {
    id: "relu-alignment-continuum",
    statement: `ReLU features, alignment loss: the global minima are a continuum, and almost every point of it has full rank and yet misses an atom by a margin (min c < ${MARGINS.recovery})`,
    basis: "minima",
    findings: each("relu-alignment", badContinuum),
  },
  {
    id: "relu-alignment-dead-columns",
    statement:
      "ReLU features, alignment loss: every other critical stratum has dead columns and is flat, a local minimum (in the weak sense) that is not global",
    basis: "whole",
    findings: each("relu-alignment", flatStrata),
  },
  {
    id: "relu-contrastive-ground-truth",
    statement:
      "ReLU features, contrastive loss, m = d: the global minima are exactly the permutation matrices, the ground truth",
    basis: "minima",
    findings: each("relu-contrastive", onlyGroundTruth),
  },
  {
    id: "relu-contrast",
    statement:
      "The contrast for ReLU features, on the same data: the permutations minimise the alignment loss as well, but random minima of the alignment loss all have a larger contrastive loss than the permutations",
    basis: "minima",
    findings: (studies) =>
      of(studies, "relu-contrastive").flatMap((contrastive) =>
        reluContrast(contrastive, of(studies, "relu-alignment")),
      ),
  },
];

/** Every claim that the studies at hand can speak to, in the order of the table. */
export const judgeClaims = (studies: readonly Study[]): Claim[] =>
  CLAIMS.map((row) => conclude(row, studies)).filter((claim) => claim !== null);

/** The verdict over all findings; null when no study at hand speaks to the claim. */
function conclude(
  { id, statement, basis, findings: judge }: ClaimRow,
  studies: readonly Study[],
): Claim | null {
  const findings = judge(studies);
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
function doubtsOf(study: Study, basis: ClaimRow["basis"]): string[] {
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
