/**
 * The claims on training of [P] (Pokle, Tian, Li, Risteski, AISTATS 2022), judged on sample-level runs.
 *
 * A run *learns atoms* when its median c_j ends beyond chance (`dynamics/experiments/summary.ts`). Runs of one setting
 * are independent (each has a dictionary, samples, start and masks of its own), so their share k/n has a Wilson interval.
 *
 *   holds         the interval lies on the claimed side of one half
 *   refuted       it lies on the other side; for claims that contrast two kinds of training, both of them do
 *   inconclusive  otherwise: finite training that has not got there yet refutes nothing
 *
 * The reduced experiment of the quick run is too short for chance to tell; it compares the two kinds of runs by the exact
 * Mann-Whitney test of their median c_j.
 */
import { median } from "../atlas/local/outcome.js";
import { mannWhitney } from "../numeric/statistics/mann-whitney.js";
import { type Share, wilson } from "../numeric/statistics/wilson.js";
import type { Claim, ClaimVerdict } from "../report/claims.js";
import { formatNumber } from "../report/number.js";
import type { ExperimentRole, ExperimentStudy, WarmGroup } from "./experiments.js";
import { shareText as shareWith } from "./judgement.js";
import type { Study } from "./study.js";
import { MARGINS } from "./tolerances.js";

const number = (value: number): string => formatNumber(value, 3);

const shareText = (share: Share): string => shareWith(share, number);

const rolled = (studies: readonly ExperimentStudy[], role: ExperimentRole) =>
  studies.filter(({ named }) => named.role === role);

const runsOf = (studies: readonly ExperimentStudy[]) => studies.flatMap(({ summary }) => summary.runs);

/** Runs whose median c_j ends beyond chance. */
function learning(studies: readonly ExperimentStudy[]): Share {
  const runs = runsOf(studies);
  return wilson(runs.filter(({ recovery, chance }) => recovery.median > chance).length, runs.length);
}

/** "wide-alignment: c 0.487 (0.47 to 0.5) of 0.949, chance 0.78, effective rank 33". */
function endText({ named, summary: { runs } }: ExperimentStudy): string {
  const sorted = runs.map(({ recovery }) => recovery.median).sort((a, b) => a - b);
  const middle = (read: (run: (typeof runs)[number]) => number) =>
    number(median(runs.map(read).sort((a, b) => a - b)));
  const atoms = runs.reduce((sum, run) => sum + run.atoms, 0);
  const recovered = runs.reduce((sum, run) => sum + run.recovered, 0);
  return `${named.id}: median c ${number(median(sorted))} (runs ${number(sorted[0]!)} to ${number(sorted.at(-1)!)}), chance ${middle((run) => run.chance)}, ceiling ${middle((run) => run.ceiling)}, atoms recovered ${recovered}/${atoms}, effective rank ${middle((run) => run.effectiveRank)}`;
}

const training = ([first]: readonly ExperimentStudy[]): string => {
  const { epochs, learningRate } = first!.result.spec.training;
  return `${epochs} epochs at learning rate ${number(learningRate)}`;
};

/** Every claim that the experiments at hand can speak to. @param studies of the landscapes, for the first claim. */
export function judgeExperiments(
  studies: readonly Study[],
  experiments: readonly ExperimentStudy[],
): Claim[] {
  if (experiments.length === 0) return [];
  const random = experiments.filter(
    ({ named: { role } }) => role === "non-contrastive" || role === "contrastive",
  );
  const reduced = random.every(({ named }) => named.group === "reduced");
  const contrasts = [...new Set(random.map(({ named }) => named.group))].map((group) =>
    contrastClaim(
      group,
      random.filter(({ named }) => named.group === group),
    ),
  );
  if (reduced) return contrasts;
  return [
    ...dominance(studies),
    reaching(rolled(experiments, "non-contrastive")),
    avoiding(contrasts, rolled(experiments, "contrastive")),
    ...contrasts,
    ...warmStart(experiments),
    ...thresholded(experiments),
  ];
}

/** The landscape half of the abstract, pooled over the random points of the minima. */
function dominance(studies: readonly Study[]): Claim[] {
  const of = studies.filter(({ named: { role } }) => role === "columns" || role === "relu-alignment");
  const minima = of.flatMap((study) =>
    study.minima
      .filter(({ component }) => component.kind === "global-minimum" && (component.dimension ?? 0) > 0)
      .map((minimum) => ({ study, minimum })),
  );
  if (minima.length === 0) return [];
  const total = minima.reduce((sum, { minimum }) => sum + minimum.points.length, 0);
  const bad = minima.reduce((sum, { minimum }) => sum + minimum.far, 0);
  const share = wilson(bad, total);
  const sound = of.every(({ atlas }) => atlas.audit.complete && atlas.audit.failures.length === 0);
  const contrastive = studies.filter(({ named: { role } }) => role === "relu-contrastive");
  const isolated = contrastive.flatMap((study) =>
    study.minima.filter(({ component }) => component.kind === "global-minimum"),
  );
  return [
    {
      id: "abstract-bad-minima-dominate",
      verdict: !sound
        ? "inconclusive"
        : share.low > 0.5
          ? "holds"
          : share.high < 0.5
            ? "refuted"
            : "inconclusive",
      statement: `Non-contrastive losses have global minima that are not collapsed and yet bad, and they dominate: most of the minimum has full rank and misses an atom by a margin (min c < ${MARGINS.recovery})`,
      figures: `full rank and min c < ${MARGINS.recovery}: ${shareText(share)} of uniformly random points of ${minima.length} sets of global minima (${minima.map(({ study, minimum }) => `${study.named.id}, dimension ${minimum.component.dimension}`).join("; ")})${
        isolated.length === 0
          ? ""
          : `; contrastive, ReLU: ground truth at ${isolated.reduce((sum, { groundTruth }) => sum + groundTruth, 0)}/${isolated.reduce((sum, { points }) => sum + points.length, 0)} points of the minima`
      }`,
    },
  ];
}

type Side = "most" | "few" | "open";

const sideOf = ({ low, high }: Share): Side => (low > 0.5 ? "most" : high < 0.5 ? "few" : "open");

function reaching(studies: readonly ExperimentStudy[]): Claim {
  const share = learning(studies);
  const bad = wilson(share.of - share.count, share.of);
  const runs = studies.flatMap(({ result, summary }) =>
    summary.runs.map((run) => ({ run, d: run.atoms, spec: result.spec })),
  );
  const full = runs.filter(
    ({ run, d }) => run.recovery.median <= run.chance && run.effectiveRank >= d / 2,
  ).length;
  const verdicts = { most: "holds", few: "refuted", open: "inconclusive" } as const;
  return {
    id: "abstract-training-reaches-them",
    verdict: verdicts[sideOf(bad)],
    statement:
      "Non-contrastive training reaches them: from random starts most runs end no closer to the dictionary than chance",
    figures: `${training(studies)}; no closer than chance: ${shareText(bad)} of the runs, ${full} of them not collapsed (effective rank at least d/2) | ${studies.map(endText).join(" | ")}`,
  };
}

function avoiding(contrasts: readonly Claim[], studies: readonly ExperimentStudy[]): Claim {
  const held = contrasts.filter(({ verdict }) => verdict === "holds");
  const verdict: ClaimVerdict = contrasts.some((claim) => claim.verdict === "refuted")
    ? "refuted"
    : held.length === contrasts.length
      ? "holds"
      : "inconclusive";
  return {
    id: "abstract-contrastive-training-does-not",
    verdict,
    statement:
      "Contrastive training does not: on the same data its runs learn the atoms, those without negatives do not",
    figures: `${training(studies)}; holds on ${held.length} of ${contrasts.length} data settings (${contrasts.map(({ id, verdict: each }) => `${id} ${each}`).join(", ")}) | ${studies.map(endText).join(" | ")}`,
  };
}

function contrastClaim(group: string, studies: readonly ExperimentStudy[]): Claim {
  const contrastive = rolled(studies, "contrastive");
  const others = rolled(studies, "non-contrastive");
  const [with_, without] = [learning(contrastive), learning(others)];
  const ranks = rankTest(contrastive, others);
  const reduced = group === "reduced";
  return {
    id: `training-contrast-${group}`,
    verdict: reduced ? ranks.verdict : contrastVerdict(sideOf(with_), sideOf(without)),
    statement: reduced
      ? "Samples, a reduced experiment: contrastive runs from random starts end closer to the dictionary than runs without negatives"
      : `Samples, data "${group}": contrastive runs from random starts learn atoms beyond chance, runs without negatives do not`,
    figures: `${training(studies)}; beyond chance with negatives ${shareText(with_)}, without ${shareText(without)}; ${ranks.text} | ${studies.map(endText).join(" | ")}`,
  };
}

const contrastVerdict = (first: Side, second: Side): ClaimVerdict =>
  first === "most" && second === "few"
    ? "holds"
    : first === "few" && second === "most"
      ? "refuted"
      : "inconclusive";

/** Two-sided at 5 %: one side at 2.5 %. */
const LEVEL = 0.025;

function rankTest(contrastive: readonly ExperimentStudy[], others: readonly ExperimentStudy[]) {
  const medians = (studies: readonly ExperimentStudy[]) =>
    runsOf(studies).map(({ recovery }) => recovery.median);
  const [a, b] = [medians(contrastive), medians(others)];
  const { above, pairs, p } = mannWhitney(a, b);
  const verdict: ClaimVerdict =
    p <= LEVEL ? "holds" : mannWhitney(b, a).p <= LEVEL ? "refuted" : "inconclusive";
  return {
    verdict,
    text: `larger median c with negatives in ${above}/${pairs} pairs of runs (p = ${number(p)})`,
  };
}

/** The settings of warm starts, in words. */
const WARM: Readonly<Record<WarmGroup, { readonly id: string; readonly setting: string }>> = {
  "warm-identity": { id: "training-warm-start", setting: "M = I, representations as they are" },
  "warm-normalised": {
    id: "training-warm-start-normalised",
    setting: "a general orthonormal M, normalised representations",
  },
  "warm-identity-predictor": {
    id: "training-warm-start-predictor",
    setting: "M = I, representations as they are, a trained predictor",
  },
  "warm-normalised-predictor": {
    id: "training-warm-start-normalised-predictor",
    setting: "a general orthonormal M, normalised representations, a trained predictor",
  },
};

/** How much of a warm start is left; no claim of a theorem. One claim for each setting: they do not agree. */
const warmStart = (experiments: readonly ExperimentStudy[]): Claim[] =>
  (Object.keys(WARM) as WarmGroup[]).flatMap((group) =>
    warmClaim(
      group,
      rolled(experiments, "warm").filter(({ named }) => named.group === group),
    ),
  );

function warmClaim(group: WarmGroup, studies: readonly ExperimentStudy[]): Claim[] {
  if (studies.length === 0) return [];
  const runs = studies.flatMap(({ result }) => result.runs);
  const lost = wilson(
    runs.filter(({ records }) => records.at(-1)!.recovery.median < records[0]!.recovery.median).length,
    runs.length,
  );
  const verdicts = { most: "holds", few: "refuted", open: "inconclusive" } as const;
  return [
    {
      id: WARM[group].id,
      verdict: verdicts[sideOf(lost)],
      statement: `Non-contrastive training with unit columns from a warm start (the dictionary with noise) does not come closer, ${WARM[group].setting}: most runs end with a smaller median c than they began with`,
      figures: `${training(studies)}; smaller: ${shareText(lost)} | ${studies
        .map(({ named, result }) => {
          const at = (k: number) =>
            number(
              median(result.runs.map(({ records }) => records.at(k)!.recovery.median).sort((a, b) => a - b)),
            );
          return `${named.id}: median c ${at(0)} to ${at(-1)}`;
        })
        .join(" | ")}`,
    },
  ];
}

/** Cosines this close to 1 are 1 but for the last steps. */
const EXACT = 0.9999;

/** "one-hot-threshold-warm: min c 1 (runs 0.99999 to 1)". */
function exactText({ named, summary: { runs } }: ExperimentStudy): string {
  const sorted = runs.map(({ recovery }) => recovery.min).sort((a, b) => a - b);
  const text = (value: number) => formatNumber(value, 5);
  return `${named.id}: min c ${text(median(sorted))} (runs ${text(sorted[0]!)} to ${text(sorted.at(-1)!)})`;
}

/** An observation without a proof: reported as an experiment. */
function thresholded(experiments: readonly ExperimentStudy[]): Claim[] {
  const warm = rolled(experiments, "thresholded-warm");
  const random = rolled(experiments, "thresholded-random");
  const control = rolled(experiments, "thresholded-control");
  if (warm.length === 0 || random.length === 0 || control.length === 0) return [];
  const exact = (studies: readonly ExperimentStudy[]) => {
    const runs = runsOf(studies);
    return wilson(runs.filter(({ recovery }) => recovery.min > EXACT).length, runs.length);
  };
  const shares = [exact(warm), exact(random), exact(control)] as const;
  const [a, b, c] = shares.map(sideOf);
  return [
    {
      id: "thresholded-relu-warm-start",
      // Neither the random starts nor the missing threshold say anything for themselves.
      verdict:
        a === "most" && b === "few" && c === "few"
          ? "holds"
          : a === "few" && (b === "most" || c === "most")
            ? "refuted"
            : "inconclusive",
      statement:
        "An experiment, no theorem: ReLU with a fixed threshold, one-hot latents, M = I, unit columns, no negatives; a warm start is led to every atom exactly, a random one is not, nor a warm one without the threshold",
      figures: `${training(warm)}; min c > ${EXACT} from warm starts ${shareText(shares[0])}, from random ones ${shareText(shares[1])}, from warm ones without a threshold ${shareText(shares[2])} | ${[...warm, ...random, ...control].map(exactText).join(" | ")}`,
    },
  ];
}
