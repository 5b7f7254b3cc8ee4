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
import { census as censusOfProblem } from "./atlas/census.js";
import { checkAtlas as checkStored } from "./atlas/check.js";
import { readStoredAtlas as readAtlas } from "./atlas/stored-atlas.js";
import { sweep as sweepParameter } from "./atlas/sweep.js";
import { checkJson } from "./report/check.js";
import { atlasJson, censusReportJson } from "./report/json.js";
import { serialising } from "./report/serialising.js";
import { sweepJson } from "./report/sweep.js";

/** See `analyze` in `atlas/analyze.ts`: locates, refines, classifies and audits the critical components of a problem. */
export const analyze = serialising(analyzeProblem, atlasJson);
/** Counts of critical components by index, at any size. */
export const census = serialising(censusOfProblem, censusReportJson);
/** Verifies a stored atlas against its problem. */
export const checkAtlas = serialising(checkStored, checkJson);
/** The atlas of a file. */
export const readStoredAtlas = serialising(readAtlas, atlasJson);
/** The critical components along one parameter of a problem. */
export const sweep = serialising(sweepParameter, sweepJson);

export type { AnalyzeOptions, Method } from "./atlas/analyze.js";
export type { CensusResult } from "./atlas/census.js";
export type { CertifyOption } from "./atlas/certification.js";
export { type Certification, type Certified, Certifier, isCertified } from "./atlas/certify.js";
export type { CheckOptions } from "./atlas/check.js";
export { CHECK_AUDITS, type CheckResult, type Discrepancy } from "./atlas/check.js";
export { type CountOptions, countComponents } from "./atlas/count.js";
export { type Derivation, derive } from "./atlas/derive.js";
export type { Independent, IndependentOutcome } from "./atlas/independent.js";
export { type FoundPoint, type SearchOptions, searchCriticalPoints } from "./atlas/search.js";
export type { PolynomialOptions } from "./atlas/solve-polynomials.js";
export { SOLVE_METHODS, type SolveMethod, solvePolynomials } from "./atlas/solve-polynomials.js";
export type {
  IncompleteReason,
  SolutionCounts,
  SolvedBy,
  SolvedPoint,
  SolvedSystem,
  UnresolvedCluster,
} from "./atlas/solved-system.js";
export type {
  BracketReason,
  BranchDoubt,
  ComponentClass,
  Exchange,
  Sweep,
  SweepChange,
  SweepOptions,
  SweepRequest,
  SweepState,
} from "./atlas/sweep.js";
export { LandscapeSystem } from "./atlas/system.js";
export type * from "./atlas/types.js";
export { byIndex, minima, rows, saddles } from "./atlas/verbs.js";
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
export type { Contraction, Flow, Limit, Rule, Steps } from "./dynamics/rule.js";
export type { Observe, RunOutcome } from "./dynamics/run.js";
export { type RunEnd, type RunLimits, runRule } from "./dynamics/run.js";
export {
  buildRule,
  type RuleSpec,
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
export { buildModel, type DataModel } from "./model/data-model.js";
export type { MatrixInput, NumberInput } from "./model/fields.js";
export type { Moments } from "./model/moments.js";
export { ProblemError } from "./model/problem-error.js";
export { type ModelInput, parseModel } from "./model/schema.js";
export type {
  AugmentationSpec,
  DictionarySpec,
  GenerativeSpec,
  GivenMomentsSpec,
  LatentSpec,
  ModelSpec,
  NoModelSpec,
  OrthonormalSpec,
} from "./model/spec.js";
export type { Matrix } from "./numeric/dense.js";
export type { Interval } from "./numeric/interval.js";
export type { TwoSample } from "./numeric/kolmogorov-smirnov.js";
export type { BoxCertificate } from "./numeric/krawczyk.js";
export type { NumericSystem, NumericTerm } from "./numeric/polynomial-family.js";
export type { PathCounts, StartKind } from "./numeric/solve-system.js";
export type { Share } from "./numeric/wilson.js";
export type { ClosedForm, Objective, Point, Symmetry, Unavailable } from "./objectives/objective.js";
export { buildProblem, loadProblem, type Problem } from "./objectives/problem.js";
export type {
  BilinearSpec,
  CrossCorrelationSpec,
  CustomSpec,
  Invariance,
  Normalization,
  ParsedProblem,
  PredictorSpec,
  ReluAlignmentSpec,
  ReluContrastiveSpec,
  SpectralContrastiveSpec,
} from "./objectives/schema.js";
export {
  type ObjectiveInput,
  type ObjectiveSpec,
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
export type { CensusReport, ClaimsReport } from "./report/document.js";
export type { ExperimentReport } from "./report/experiment.js";
export { type Figure, type FigurePanel, type FigureSeries, figureSvg } from "./report/figure.js";
export type { Json } from "./report/json.js";
export { FORMATS, type Format, type Report, render } from "./report/render.js";
export type { SolutionsReport } from "./report/solutions.js";
export type { TexOptions } from "./report/tex.js";
export type { TheoremsReport, VerdictsReport } from "./report/theorems.js";
export { trainingFigure } from "./report/training.js";
export type { TableView } from "./report/view.js";
export type { Claim, ClaimVerdict } from "./reproduce/types.js";
export type { ExactPoint } from "./symbolic/evaluate.js";
export { exactHessian, exactInertia, exactStationarity, exactValue } from "./symbolic/evaluate.js";
export type { Expression, MatrixSymbol } from "./symbolic/expression.js";
export type { Landscape, LandscapeVariable, Printed } from "./symbolic/landscape.js";
export type { Polynomial } from "./symbolic/polynomial.js";
export {
  type PolynomialSystem,
  parseSystem,
  readSystemFile,
  type SystemInput,
} from "./symbolic/system-file.js";
