/**
 * From a located point to a critical component: refinement, inertia, kind, quality, and every disagreement between what
 * a proposer claimed and what the symbolic layer says. Written once, for closed forms and for the solver alike.
 */

import { type AlgebraicNumber, radicalText } from "../../algebra/algebraic-number.js";
import { Random } from "../../exact/random.js";
import { rationalText, toNumber } from "../../exact/rational.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import type { Objective, Point, Proposal } from "../../objectives/objective.js";
import type { Contradiction } from "../contradictions.js";
import { equilibriumKind, localKind } from "../group/kinds.js";
import type { ComponentKind, CriticalComponent, Recovery } from "../record/types.js";
import {
  CRITICAL_RESIDUAL,
  DISPLACEMENT_LIMIT,
  EPSILON,
  NOISE_LIMIT,
  VALUE_KNOWN,
  valuesAgree,
} from "../tolerances.js";
import type { ExtendedJudge } from "./extended-judge.js";
import { type LandscapeSystem, settledValue } from "./landscape-system.js";
import { type EncoderQuality, type EncoderScale, median } from "./outcome.js";
import { decidedInertiaAt, refine } from "./refine.js";

/** A sum of up to some tens of doubles. */
const FORMULA_ROUNDING = 64 * EPSILON;
/** The end of the note on eigenvalues that are not decided. */
const UNCLEAR = "eigenvalues are neither clearly zero nor clearly not";
const UNDECIDED_EXACTLY = `exactly, too, some ${UNCLEAR}`;
/** Random points at which a positive-dimensional component is looked at: fewer for large encoders, at least 3. */
const samplesFor = (encoder: Matrix): number =>
  Math.max(3, Math.min(7, Math.floor(1200 / (encoder.rows * encoder.columns))));

/** A proposal as a component, and what contradicts it. */
export interface Classified {
  readonly component: CriticalComponent;
  readonly failures: readonly Contradiction[];
}

/** What all components of a problem are classified with. */
export interface ClassifyContext {
  readonly objective: Objective;
  readonly system: LandscapeSystem | null;
  readonly scale: EncoderScale;
  readonly seed: number;
  /** Looks at points that doubles leave open; absent where the data are not exact. */
  readonly judge?: ExtendedJudge;
}

/** The component of a proposal: refined, its spectrum and kind, outcome and recovery, and what the symbolic layer says otherwise. */
export function classify(proposal: Proposal, context: ClassifyContext): Classified {
  return proposal.nonsmooth || context.system === null
    ? classifyNonsmooth(proposal, context)
    : classifySmooth(proposal, context, context.system);
}

/** A proposal at its refined point, by one arithmetic or another. */
interface Located {
  readonly x: Float64Array;
  readonly residual: number;
  readonly value: number;
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
  readonly undecided: number;
  readonly arithmetic: "double" | "extended" | "exact";
  /** Nothing is left open: the residual vanishes, no eigenvalue is undecided, nothing disagrees. */
  readonly clear: boolean;
  readonly isValueKnown: boolean;
  /** What the symbolic layer says otherwise than the proposal. */
  readonly failures: readonly Contradiction[];
}

function classifySmooth(proposal: Proposal, context: ClassifyContext, system: LandscapeSystem): Classified {
  const located = locateExactly(proposal, system) ?? locateInFloats(proposal, context, system);
  const { x, residual, negative: index, zero: nullity, undecided, failures } = located;
  const decided = undecided === 0;
  const notes = [...(proposal.notes ?? [])];
  if (!decided) notes.push(located.arithmetic === "exact" ? UNDECIDED_EXACTLY : `${undecided} ${UNCLEAR}`);
  const value = system.isField ? undefined : located.value;
  const morseBott = decided ? nullity === proposal.dimension && proposal.varies !== true : undefined;
  const signs = { decided, index, nullity, dimension: proposal.dimension };
  const kind = system.isField
    ? equilibriumKind(signs)
    : proposal.globalMinimum === true && decided && index === 0
      ? "global-minimum"
      : kindAlong(proposal, localKind(signs, system));
  const representative = system.unflatten(x);
  const component: CriticalComponent = {
    ...base(proposal),
    representative,
    ...(value === undefined
      ? {}
      : { value: proposal.exactValue === undefined ? value : toNumber(proposal.exactValue) }),
    ...(decided ? { index, nullity, morseBott: morseBott! } : {}),
    kind,
    ...(system.isField && decided
      ? { stability: { stable: located.positive, zero: nullity, unstable: index } }
      : {}),
    ...qualityOf(proposal, representative, context),
    ...(proposal.extent === undefined ? {} : { extent: proposal.extent }),
    ...(proposal.varies === undefined ? {} : { varies: proposal.varies }),
    residual,
    certificate: { kind: "closed-form", detail: classifiedDetail(proposal.family, located.arithmetic) },
    ...(notes.length > 0 ? { notes } : {}),
  };
  return { component, failures };
}

/** Where the type changes along a component, that of its representative does not make it an extremum. */
const kindAlong = ({ varies }: Proposal, kind: ComponentKind): ComponentKind =>
  varies === true && (kind === "local-minimum" || kind === "local-maximum") ? "degenerate" : kind;

/** In doubles, or in double-double where these leave something open. */
function locateInFloats(proposal: Proposal, context: ClassifyContext, system: LandscapeSystem): Located {
  const inDoubles = locate(proposal, context, system);
  if (inDoubles.clear && inDoubles.isValueKnown) return inDoubles;
  const extended = locateExtended(proposal, context, system);
  if (extended === null) return inDoubles;
  if (!inDoubles.clear) return extended;
  return extended.failures.length === 0 ? { ...inDoubles, value: extended.value } : inDoubles;
}

/** A point that its proposer located and classified exactly: the nearest doubles stay as they are. */
function locateExactly(proposal: Proposal, system: LandscapeSystem): Located | null {
  const { exactSigns, value } = proposal;
  if (exactSigns === undefined) return null;
  const x = system.flatten(proposal.representative);
  const signs = exactSigns === "undecided" ? { index: 0, nullity: 0, positive: 0 } : exactSigns;
  const { residual, ...report } = system.gradient(x);
  return {
    ...{ x, residual, negative: signs.index, zero: signs.nullity, positive: signs.positive },
    undecided: exactSigns === "undecided" ? 1 : 0,
    value: value ?? report.value,
    ...{ arithmetic: "exact", clear: true, isValueKnown: true, failures: [] },
  };
}

/** What is found of index and nullity and contradicts the proposal. */
export function inertiaFailures(
  { id, dimension, ...claimed }: Proposal,
  index: number,
  nullity: number,
  by: "hessian" | "proof",
): Contradiction[] {
  const failures: Contradiction[] = [];
  if (claimed.index !== undefined && claimed.index !== index)
    failures.push({ kind: "index", component: id, claimed: claimed.index, found: index, by });
  if (claimed.nullity !== undefined && claimed.nullity !== nullity)
    failures.push({ kind: "nullity", component: id, claimed: claimed.nullity, found: nullity, by });
  if (nullity < dimension) failures.push({ kind: "dimension", component: id, dimension, nullity });
  return failures;
}

/** The detail of the certificate of a component by the arithmetic that speaks for it. */
export const classifiedDetail = (family: string, arithmetic: Located["arithmetic"]): string =>
  arithmetic === "exact"
    ? `${family}; located and classified exactly`
    : `${family}; refined and classified in ${arithmetic === "double" ? "double" : "double-double"} precision`;

/** In doubles: Newton's method from the representative, the inertia there, and what contradicts the proposal. */
function locate(proposal: Proposal, context: ClassifyContext, system: LandscapeSystem): Located {
  const refined = refine(system, system.flatten(proposal.representative), proposal.frames);
  const { x, residual, noise, lambda, value, valueRounding } = refined;
  const inertia = decidedInertiaAt(
    system,
    x,
    proposal.frames,
    context.objective.symmetries,
    lambda,
    proposal.dimension,
  );
  const failures: Contradiction[] = [];
  const vanishes = residual <= CRITICAL_RESIDUAL;
  if (!vanishes && !(noise <= NOISE_LIMIT))
    failures.push({ kind: "residual", component: proposal.id, residual });
  failures.push(...inertiaDisagreements(proposal, inertia));
  if (!system.isField) {
    const agrees = (claimed: number) => valuesAgree(value, claimed, valueRounding);
    failures.push(...valueFailures(proposal, value, agrees, agrees));
  }
  const { negative, zero, positive, undecided } = inertia;
  const isValueKnown = system.isField || valueRounding <= VALUE_KNOWN * Math.max(1, Math.abs(value));
  return {
    ...{ x, residual, negative, zero, positive, undecided, failures },
    value: settledValue(refined),
    arithmetic: "double",
    clear: vanishes && undecided === 0 && failures.length === 0,
    isValueKnown,
  };
}

/** The same in double-double, where the data are exact and the point is no field's; null where there is no such verdict. */
function locateExtended(
  proposal: Proposal,
  { judge }: ClassifyContext,
  system: LandscapeSystem,
): Located | null {
  const start = system.flatten(proposal.representative);
  system.retract(start);
  const verdict = judge?.judge(start) ?? null;
  if (verdict === null) return null;
  const failures: Contradiction[] = [];
  const { critical, distance, value, valueError, valueMagnitude } = verdict;
  if (!critical) failures.push({ kind: "not-critical", component: proposal.id });
  else if (!(distance <= DISPLACEMENT_LIMIT))
    failures.push({ kind: "displaced", component: proposal.id, distance });
  failures.push(...inertiaDisagreements(proposal, verdict));
  // A value in doubles is a sum of numbers of the size of the loss's terms; a rational one is rounded once.
  const tolerance = valueError + FORMULA_ROUNDING * valueMagnitude;
  const exactTolerance = valueError + 4 * EPSILON * Math.abs(value);
  const within = (bound: number) => (claimed: number) => Math.abs(value - claimed) <= bound;
  failures.push(...valueFailures(proposal, value, within(tolerance), within(exactTolerance)));
  return {
    ...verdict,
    value: Math.abs(value) <= valueError ? 0 : value,
    failures,
    arithmetic: "extended",
    isValueKnown: true,
    clear: verdict.undecided === 0 && failures.length === 0,
  };
}

/** What a spectrum, where every eigenvalue is decided, says otherwise than the proposal. */
const inertiaDisagreements = (
  proposal: Proposal,
  found: { readonly negative: number; readonly zero: number; readonly undecided: number },
): readonly Contradiction[] =>
  found.undecided > 0 ? [] : inertiaFailures(proposal, found.negative, found.zero, "hessian");

/** The value found against the one claimed, and against the rational one, each by its own rule. */
function valueFailures(
  { id, value, exactValue }: Proposal,
  found: number,
  agrees: (claimed: number) => boolean,
  agreesExactly: (claimed: number) => boolean,
): Contradiction[] {
  const exact = exactValue === undefined ? undefined : toNumber(exactValue);
  const claims = [
    [value, agrees],
    [exact, agreesExactly],
  ] as const;
  const wrong = claims.find(([claimed, rule]) => claimed !== undefined && !rule(claimed));
  return wrong === undefined ? [] : [{ kind: "value", component: id, claimed: wrong[0], found }];
}

/** Kinks: the value is evaluated, stationarity is one-sided, and there is no Hessian to speak of. */
function classifyNonsmooth(proposal: Proposal, context: ClassifyContext): Classified {
  const { oracle } = context.objective;
  if (oracle === undefined)
    throw new Error(`classify: expected an oracle for the nonsmooth component ${proposal.id}`);
  const points = [proposal.representative, ...samplesOf(proposal, context)];
  const values = points.map((point) => oracle.value(point));
  const residual = Math.max(...points.map((point) => Math.max(0, -oracle.descent(point))));
  const failures: Contradiction[] = [];
  const { id } = proposal;
  if (residual > CRITICAL_RESIDUAL) failures.push({ kind: "descent", component: id, slope: -residual });
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  if (!valuesAgree(least, greatest))
    failures.push({ kind: "value-varies", component: id, by: greatest - least });
  return {
    component: {
      ...base(proposal),
      representative: proposal.representative,
      value: values[0]!,
      kind: proposal.globalMinimum === true ? "global-minimum" : "degenerate",
      ...qualityOf(proposal, proposal.representative, context),
      residual,
      certificate: {
        kind: "closed-form",
        detail: `${proposal.family}; one-sided stationarity in double precision`,
      },
      ...(proposal.notes === undefined ? {} : { notes: proposal.notes }),
    },
    failures,
  };
}

const base = (proposal: Proposal) => ({
  id: proposal.id,
  family: proposal.family,
  ...(proposal.exactValue === undefined ? {} : { exactValue: rationalText(proposal.exactValue) }),
  ...(proposal.algebraicValue === undefined ? {} : { algebraicValue: recorded(proposal.algebraicValue) }),
  dimension: proposal.dimension,
  ...(proposal.multiplicity === undefined ? {} : { multiplicity: proposal.multiplicity }),
  ...(proposal.eulerCharacteristic === undefined
    ? {}
    : { eulerCharacteristic: proposal.eulerCharacteristic }),
});

function recorded(number: AlgebraicNumber): NonNullable<CriticalComponent["algebraicValue"]> {
  const closed = radicalText(number);
  return {
    polynomial: number.polynomial,
    low: rationalText(number.low),
    high: rationalText(number.high),
    ...(closed === null ? {} : { closed }),
  };
}

function samplesOf({ id, sample, representative }: Proposal, context: ClassifyContext): Point[] {
  if (sample === undefined) return [];
  const random = new Random(context.seed).fork(id);
  const count = samplesFor(representative[context.objective.encoder]!);
  return Array.from({ length: count }, () => sample(random));
}

/** Outcome and recovery: at the representative, or over random points where the outcome changes along the component. */
function qualityOf(proposal: Proposal, representative: Point, context: ClassifyContext) {
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
  { rank, conditionNumber }: EncoderQuality,
  outcome: EncoderQuality["outcome"],
  recovery: Recovery | undefined,
  retained: number | undefined,
) => ({
  rank,
  outcome,
  ...(recovery === undefined ? {} : { recovery }),
  ...(retained === undefined ? {} : { retained }),
  ...(conditionNumber === undefined ? {} : { conditionNumber }),
});
