/**
 * landscape-atlas: symbolic stationarity conditions, complete critical sets and executable theorems for
 * self-supervised objectives on linear data models.
 *
 * @example
 * import { analyze, loadProblem } from "landscape-atlas";
 * const atlas = await analyze(loadProblem(text));
 * for (const { id, value, index, kind } of atlas.components) console.log(id, value, index, kind);
 *
 * @packageDocumentation
 */
import { analyze as analyzeProblem } from "./atlas/analyze.js";
import { checkAtlas as checkStored } from "./atlas/audit/check.js";
import { census as censusOfProblem } from "./atlas/census.js";
import { readStoredAtlas as readAtlas } from "./atlas/record/stored-atlas.js";
import { sweep as sweepParameter } from "./atlas/sweep/sweep.js";
import { atlasJson } from "./report/atlas.js";
import { censusReportJson } from "./report/census.js";
import { checkJson } from "./report/check.js";
import { serialising } from "./report/serialising.js";
import { sweepJson } from "./report/sweep.js";

/**
 * Locates, refines, classifies and audits the critical components of a problem.
 * Its arguments are a problem as `loadProblem` or `buildProblem` gives it, and options, none of which is needed: method, longest list,
 * seed, threads, certificates.
 *
 * @returns the components in order of value, their census, and the audit, which says whether the list is complete and why not: a
 * method that is not available for the problem, an interrupt. `JSON.stringify` writes the atlas that `readStoredAtlas` reads.
 */
export const analyze = serialising(analyzeProblem, atlasJson);
/**
 * Counts of critical components by index, by the closed form alone: at any size, without listing them.
 *
 * @returns the counts, or the reason why there are none.
 */
export const census = serialising(censusOfProblem, censusReportJson);
/**
 * Verifies a stored atlas from its problem alone (what `readStoredAtlas` or `analyze` gives): every number in it is computed
 * again.
 *
 * @returns the discrepancies, none where everything agrees, and what an independent search found.
 * @throws ProblemError if its problem is none, or the atlas is what an interrupt left; the signal's reason when cancelled.
 * @example
 * (await checkAtlas(atlas)).discrepancies // []
 */
export const checkAtlas = serialising(checkStored, checkJson);
/**
 * The atlas of a file that `analyze` wrote, from its text; a second argument lists ways to certify whose kinds may occur besides those
 * of this package.
 *
 * @returns the record, its counts as bigints again; nothing is verified, which is what `checkAtlas` does.
 * @throws ProblemError, one line with the place and the expectation, for anything that has not the form of an atlas.
 * @example
 * readStoredAtlas(JSON.stringify(atlas)).components.length // 3
 */
export const readStoredAtlas = serialising(readAtlas, atlasJson);
/**
 * The critical components along one parameter of a problem, and brackets of the values where they change. The request names the
 * parameter by its place in the problem file, and its values or their range.
 *
 * @returns the components at each value and the changes between them, with the reasons why the answer may be incomplete.
 * @throws ProblemError naming the place, if the problem has no such parameter or cannot have such a value.
 */
export const sweep = serialising(sweepParameter, sweepJson);

export type { AlgebraicNumber } from "./algebra/algebraic-number.js";
export type { ComponentLayer, ComponentsProof } from "./algebra/components.js";
export type { RealGap } from "./algebra/real-samples.js";
export type { IntegerPolynomial } from "./algebra/univariate/integer-polynomial.js";
export type { AnalyzeOptions, Method } from "./atlas/analyze.js";
export type { CheckOptions, CheckResult } from "./atlas/audit/check.js";
export { CHECK_AUDITS, type Discrepancy } from "./atlas/audit/discrepancy.js";
export type { Independent, IndependentOutcome } from "./atlas/audit/independent.js";
export { type FoundPoint, type SearchOptions, searchCriticalPoints } from "./atlas/audit/search.js";
export type { CensusResult } from "./atlas/census.js";
export type { CertificateWay, CertifyOption } from "./atlas/certify/certification.js";
export { type Certification, type Certified, isCertified } from "./atlas/certify/certified.js";
export { Certifier } from "./atlas/certify/certify.js";
export { type CountOptions, countComponents } from "./atlas/count.js";
export { type Derivation, derive } from "./atlas/derive/derive.js";
export { LandscapeSystem } from "./atlas/local/landscape-system.js";
export type { SolverReason } from "./atlas/propose/solver-reasons.js";
export type * from "./atlas/record/types.js";
export { byIndex, minima, rows, saddles } from "./atlas/record/verbs.js";
export type { BranchDoubt } from "./atlas/sweep/branches.js";
export type { ComponentClass, Exchange } from "./atlas/sweep/component-class.js";
export type { ValueGap } from "./atlas/sweep/degenerate-values.js";
export type { SweepOptions, SweepRequest } from "./atlas/sweep/request.js";
export type {
  BracketReason,
  ExactSweep,
  Sweep,
  SweepChange,
  SweepInterval,
  SweepReason,
  SweepState,
  SweepThreshold,
} from "./atlas/sweep/result.js";
export type { ExactThreshold, ThresholdCause, ThresholdGap } from "./atlas/sweep/thresholds.js";
export {
  type CheckpointStore,
  type ExperimentOptions,
  type ExperimentResult,
  runExperiment,
  runExperiments,
} from "./dynamics/experiments/experiment.js";
export type { ExperimentCheckpoint, ExperimentRecord, ExperimentRun } from "./dynamics/experiments/run.js";
export { loadExperiment, parseExperiment } from "./dynamics/experiments/schema.js";
export type { ExperimentFile, ExperimentSpec } from "./dynamics/experiments/spec.js";
export type { CurvePoint, RunSpread, RunSummary } from "./dynamics/experiments/summary.js";
export { type ExperimentSummary, summarise } from "./dynamics/experiments/summary.js";
export {
  type EscapeDirection,
  type Location,
  locate,
  type Nearest,
  nearest,
  type PlaceReport,
} from "./dynamics/locate.js";
export type { DistanceKind, Stray } from "./dynamics/membership.js";
export { readPoint } from "./dynamics/point-file.js";
export type { Contraction, Flow, Limit, Rule, RuleGap, Steps } from "./dynamics/rule.js";
export type { RuleSpec } from "./dynamics/rules.js";
export type { Observe, RunOutcome } from "./dynamics/run.js";
export { type RunEnd, type RunLimits, runRule } from "./dynamics/run.js";
export {
  buildRule,
  type TrainingInput,
  type TrainingSpec,
  trainingSpec,
} from "./dynamics/settings.js";
export { type TrainOptions, train } from "./dynamics/train.js";
export type * from "./dynamics/types.js";
export { type Inertia, inertia } from "./exact/inertia.js";
export { determinant, inverse, rank, solve as solveLinear } from "./exact/linear-algebra.js";
export { RationalMatrix } from "./exact/matrix.js";
export { DEFAULT_SEED, Random } from "./exact/random.js";
export {
  ONE,
  type Rational,
  rational,
  rationalSquareRoot,
  rationalText,
  sign,
  toNumber,
  ZERO,
} from "./exact/rational.js";
export type { MatrixInput, NumberInput } from "./files/fields.js";
export type { Json } from "./files/json-text.js";
export type { Kind, KindTable } from "./files/kinds.js";
export { ProblemError } from "./files/problem-error.js";
export type { AugmentationKind, ViewMoments, ViewSampler } from "./model/augmentations/augmentation.js";
export type { AugmentationSpec } from "./model/augmentations/registry.js";
export { inlineSamples } from "./model/csv-samples.js";
export { buildModel, type DataModel } from "./model/data-model.js";
export type { DictionaryKind } from "./model/dictionaries/dictionary.js";
export type { DictionarySpec } from "./model/dictionaries/registry.js";
export type { ModelKinds } from "./model/kinds.js";
export type { LatentContext, LatentKind, LatentSampler } from "./model/latents/latent.js";
export type { LatentSpec } from "./model/latents/registry.js";
export type { Moments } from "./model/moments.js";
export type { SamplesInput, SamplesModelInput, ViewInput, ViewsInput } from "./model/samples.js";
export { type ModelInput, parseModel } from "./model/schema.js";
export type {
  GenerativeSpec,
  GivenMomentsSpec,
  ModelSpec,
  MomentName,
  NamedMomentsSpec,
  NoModelSpec,
  SamplesSummary,
} from "./model/spec.js";
export type { PathCounts } from "./numeric/homotopy/endpoints.js";
export type { EndgameOptions, PathOptions, PathPreset, TrackerOptions } from "./numeric/homotopy/options.js";
export type { MoveReason } from "./numeric/homotopy/parameter-homotopy.js";
export type { StartKind } from "./numeric/homotopy/solutions.js";
export type { Matrix } from "./numeric/linalg/dense.js";
export type { PerturbationReason } from "./numeric/monodromy/types.js";
export type { NumericSystem, NumericTerm } from "./numeric/polynomial/system.js";
export type { Box, ZeroSearchOptions } from "./numeric/rigorous/all-zeros.js";
export type { Interval } from "./numeric/rigorous/interval.js";
export type { BoxCertificate } from "./numeric/rigorous/krawczyk.js";
export type { TwoSample } from "./numeric/statistics/kolmogorov-smirnov.js";
export type { Share } from "./numeric/statistics/wilson.js";
export type { ObjectiveKind } from "./objectives/definition.js";
export type {
  AnalyticProblem,
  ClosedForm,
  DescribedConditions,
  Normalization,
  Objective,
  Point,
  Symmetry,
  TrainingForm,
  Unavailable,
} from "./objectives/objective.js";
export { buildProblem, loadProblem, type Problem } from "./objectives/problem.js";
export type { ObjectiveInput, ObjectiveSpec, ObjectiveSpecOf } from "./objectives/registry.js";
export { KINDS, type ProblemKinds } from "./objectives/registry.js";
export {
  type ParsedProblem,
  type ProblemFile,
  type ProblemInput,
  parseProblem,
  parseProblemFile,
} from "./objectives/schema.js";
export {
  grassmannEuler,
  sphereEuler,
  stiefelDimension,
  stiefelEuler,
} from "./objectives/topology.js";
export type { CensusReport } from "./report/census.js";
export type { Claim, ClaimsReport, ClaimVerdict } from "./report/claims.js";
export type { Cell, Column, Table } from "./report/columns.js";
export type { Formula, FormulaBlock, NoteBlock, ReportDocument } from "./report/document.js";
export type { ExperimentReport } from "./report/experiment.js";
export { type Figure, type FigurePanel, type FigureSeries, figureSvg } from "./report/figure.js";
export { FORMATS, type Format } from "./report/formats.js";
export type { OutputFormat } from "./report/formatted.js";
export { type Report, render } from "./report/render.js";
export type { SolutionsReport } from "./report/solutions.js";
export { sweepReasonText } from "./report/sweep.js";
export type { TexOptions } from "./report/tex.js";
export type { TheoremsReport } from "./report/theorems.js";
export { trainingFigure } from "./report/training-figure.js";
export { trainingReasonText } from "./report/training-reasons.js";
export type { VerdictsReport } from "./report/verdicts.js";
export type { TableView } from "./report/view.js";
export type { AnalyticCall, AnalyticLoss } from "./symbolic/analytic-loss.js";
export type { ExactPoint } from "./symbolic/evaluate.js";
export { exactHessian, exactInertia, exactStationarity, exactValue } from "./symbolic/evaluate.js";
export type {
  DefinedKind,
  Definition,
  Expression,
  KnownEntries,
  MatrixSymbol,
} from "./symbolic/expression.js";
export type {
  Equalities,
  Equality,
  Feasible,
  Inequality,
  Landscape,
  LandscapeVariable,
  Printed,
  SelfTranspose,
  SpectrumShift,
} from "./symbolic/landscape.js";
export type { FamilyGap } from "./symbolic/landscape-family.js";
export type { Polynomial } from "./symbolic/polynomial.js";
export {
  type AnalyticCriticalPoint,
  type AnalyticCriticalPoints,
  analyticCriticalPoints,
  type UndecidedPart,
} from "./systems/analytic-critical-points.js";
export {
  checkSolutions,
  type OpenStatement,
  type SolutionAudit,
  type SolutionDiscrepancy,
  type SolutionsCheck,
  type SolutionsCheckOptions,
} from "./systems/check-solutions.js";
export type { PolynomialOptions, SolveBudget } from "./systems/solve-polynomials.js";
export { SOLVE_METHODS, type SolveMethod, solvePolynomials } from "./systems/solve-polynomials.js";
export type {
  IncompleteReason,
  RealPart,
  SamplePoint,
  SolutionCounts,
  SolvedBy,
  SolvedLayer,
  SolvedPoint,
  SolvedSystem,
  UnresolvedCluster,
} from "./systems/solved-system.js";
export {
  readStoredSolutions,
  type StoredLayer,
  type StoredPoint,
  type StoredSolutions,
} from "./systems/stored-solutions.js";
export {
  type PolynomialSystem,
  parseSystem,
  readSystemFile,
  type SystemInput,
} from "./systems/system-file.js";
