/**
 * From a located point to a critical component: refinement, inertia, kind, worth, and every disagreement between what
 * a proposer claimed and what the symbolic layer says. Written once, for closed forms and for the solver alike.
 */
import { Random } from "../exact/random.js";
import { rationalText } from "../exact/rational.js";
import type { Matrix } from "../numeric/dense.js";
import type { Objective, Point, Proposal } from "../objectives/objective.js";
import { equilibriumKind, localKind } from "./kinds.js";
import { type EncoderScale, median, type Worth } from "./outcome.js";
import { decidedInertiaAt, refine } from "./refine.js";
import type { LandscapeSystem } from "./system.js";
import type { CriticalComponent, Recovery } from "./types.js";

/** Residuals above this after refinement contradict the proposal. */
const RESIDUAL_LIMIT = 1e-12;
/** Relative agreement required between a claimed and an evaluated value: rounding of a few hundred operations. */
const VALUE_LIMIT = 1e-11;
/** The end of the note on eigenvalues that are not decided. */
export const UNCLEAR = "eigenvalues are neither clearly zero nor clearly not";
/** Random points at which a positive-dimensional component is looked at: fewer for large encoders, at least 3. */
const samplesFor = (encoder: Matrix): number =>
  Math.max(3, Math.min(7, Math.floor(1200 / (encoder.rows * encoder.columns))));

export interface Classified {
  readonly component: CriticalComponent;
  readonly failures: readonly string[];
  /** Those of them that a proof of index and nullity would settle. */
  readonly inertia: readonly string[];
}

export interface ClassifyContext {
  readonly objective: Objective;
  readonly system: LandscapeSystem | null;
  readonly scale: EncoderScale;
  readonly seed: number;
}

export function classify(proposal: Proposal, context: ClassifyContext): Classified {
  return proposal.nonsmooth || context.system === null
    ? classifyNonsmooth(proposal, context)
    : classifySmooth(proposal, context, context.system);
}

function classifySmooth(proposal: Proposal, context: ClassifyContext, system: LandscapeSystem): Classified {
  const failures: string[] = [];
  const notes = [...(proposal.notes ?? [])];
  const {
    x,
    residual,
    lambda,
    value: found,
  } = refine(system, system.flatten(proposal.representative), proposal.frames);
  if (!(residual <= RESIDUAL_LIMIT))
    failures.push(`${proposal.id}: the stationarity residual ${residual.toExponential(1)} does not vanish`);
  const inertia = decidedInertiaAt(
    system,
    x,
    proposal.frames,
    context.objective.symmetries,
    lambda,
    proposal.dimension,
  );
  const decided = inertia.undecided === 0;
  const index = inertia.negative;
  const nullity = inertia.zero;
  const disagreements = decided ? inertiaFailures(proposal, index, nullity, "by the Hessian") : [];
  failures.push(...disagreements);
  if (!decided) notes.push(`${inertia.undecided} ${UNCLEAR}`);

  const value = system.isField ? undefined : found;
  if (value !== undefined && proposal.value !== undefined) {
    const slack = Math.max(VALUE_LIMIT * Math.max(1, Math.abs(proposal.value)), system.valueRounding(x));
    if (!(Math.abs(value - proposal.value) <= slack))
      failures.push(`${proposal.id}: value ${proposal.value} by formula, ${value} by the loss`);
  }
  const morseBott = decided ? nullity === proposal.dimension : undefined;
  const signs = { decided, index, nullity, dimension: proposal.dimension };
  const kind = system.isField
    ? equilibriumKind(signs)
    : proposal.globalMinimum === true && decided && index === 0
      ? "global-minimum"
      : localKind(signs, system);
  const representative = system.unflatten(x);
  const component: CriticalComponent = {
    ...base(proposal),
    representative,
    ...(value === undefined
      ? {}
      : { value: proposal.exactValue === undefined ? value : (proposal.value ?? value) }),
    ...(decided ? { index, nullity, morseBott: morseBott! } : {}),
    kind,
    ...(system.isField && decided
      ? { stability: { stable: inertia.positive, zero: inertia.zero, unstable: inertia.negative } }
      : {}),
    ...worth(proposal, representative, context),
    residual,
    certificate: {
      kind: "closed-form",
      detail: `${proposal.family}; refined and classified in double precision`,
    },
    ...(notes.length > 0 ? { notes } : {}),
  };
  return { component, failures, inertia: disagreements };
}

/** What is found of index and nullity and contradicts the proposal. */
export function inertiaFailures(
  { id, dimension, ...claimed }: Proposal,
  index: number,
  nullity: number,
  how: string,
): string[] {
  const failures: string[] = [];
  if (claimed.index !== undefined && claimed.index !== index)
    failures.push(`${id}: index ${claimed.index} by formula, ${index} ${how}`);
  if (claimed.nullity !== undefined && claimed.nullity !== nullity)
    failures.push(`${id}: nullity ${claimed.nullity} by formula, ${nullity} ${how}`);
  if (nullity < dimension) failures.push(`${id}: dimension ${dimension} exceeds the nullity ${nullity}`);
  return failures;
}

/** Kinks: the value is evaluated, stationarity is one-sided, and there is no Hessian to speak of. */
function classifyNonsmooth(proposal: Proposal, context: ClassifyContext): Classified {
  const { oracle } = context.objective;
  if (oracle === undefined)
    throw new Error(`classify: expected an oracle for the nonsmooth component ${proposal.id}`);
  const points = [proposal.representative, ...samplesOf(proposal, context)];
  const values = points.map((point) => oracle.value(point));
  const residual = Math.max(...points.map((point) => Math.max(0, -oracle.descent(point))));
  const failures: string[] = [];
  if (residual > RESIDUAL_LIMIT) failures.push(`${proposal.id}: a descent direction of slope ${-residual}`);
  const spread = Math.max(...values) - Math.min(...values);
  if (spread > VALUE_LIMIT * Math.max(1, Math.abs(values[0]!)))
    failures.push(`${proposal.id}: the value varies by ${spread} over the component`);
  return {
    component: {
      ...base(proposal),
      representative: proposal.representative,
      value: values[0]!,
      kind: proposal.globalMinimum === true ? "global-minimum" : "degenerate",
      ...worth(proposal, proposal.representative, context),
      residual,
      certificate: {
        kind: "closed-form",
        detail: `${proposal.family}; one-sided stationarity in double precision`,
      },
      ...(proposal.notes === undefined ? {} : { notes: proposal.notes }),
    },
    failures,
    inertia: [],
  };
}

const base = (proposal: Proposal) => ({
  id: proposal.id,
  family: proposal.family,
  ...(proposal.exactValue === undefined ? {} : { exactValue: rationalText(proposal.exactValue) }),
  dimension: proposal.dimension,
  ...(proposal.multiplicity === undefined ? {} : { multiplicity: proposal.multiplicity }),
  ...(proposal.eulerCharacteristic === undefined
    ? {}
    : { eulerCharacteristic: proposal.eulerCharacteristic }),
});

function samplesOf({ id, sample, representative }: Proposal, context: ClassifyContext): Point[] {
  if (sample === undefined) return [];
  const random = new Random(context.seed).fork(id);
  const count = samplesFor(representative[context.objective.encoder]!);
  return Array.from({ length: count }, () => sample(random));
}

/** Outcome and recovery: at the representative, or over random points where the outcome changes along the component. */
function worth(proposal: Proposal, representative: Point, context: ClassifyContext) {
  const { encoder } = context.objective;
  if (!context.scale.fits(representative[encoder]!)) return {};
  const here = context.scale.assess(representative[encoder]!);
  const elsewhere = samplesOf(proposal, context).map((point) =>
    context.scale.assess(point[encoder]!, { condition: false }),
  );
  const varies = elsewhere.some(({ outcome }) => outcome !== here.outcome);
  if (!varies) {
    // Recovery can move along an orbit even where the outcome does not.
    return report(here, here.outcome, here.recovery, here.retained);
  }
  const recoveries = elsewhere.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
  const typical = (read: (r: Recovery) => number) => median(recoveries.map(read).sort((a, b) => a - b));
  const retained = elsewhere.flatMap(({ retained }) => (retained === undefined ? [] : [retained]));
  return report(
    here,
    "varies",
    recoveries.length === 0
      ? undefined
      : { min: typical((r) => r.min), median: typical((r) => r.median), max: typical((r) => r.max) },
    retained.length === 0 ? undefined : median(retained.sort((a, b) => a - b)),
  );
}

const report = (
  { rank, conditionNumber }: Worth,
  outcome: Worth["outcome"],
  recovery: Recovery | undefined,
  retained: number | undefined,
) => ({
  rank,
  outcome,
  ...(recovery === undefined ? {} : { recovery }),
  ...(retained === undefined ? {} : { retained }),
  ...(conditionNumber === undefined ? {} : { conditionNumber }),
});
