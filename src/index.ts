/**
 * landscape-atlas: symbolic stationarity conditions, complete critical sets and executable theorems for
 * self-supervised objectives on linear data models.
 *
 * @example
 * import { analyze, loadProblem } from "landscape-atlas";
 * const atlas = await analyze(loadProblem(text));
 * for (const { id, value, index, kind } of atlas.components) console.log(id, value, index, kind);
 */
export { type AnalyzeOptions, analyze, type Method } from "./atlas/analyze.js";
export { type CensusResult, census } from "./atlas/census.js";
export { type Derivation, derive } from "./atlas/derive.js";
export type * from "./atlas/types.js";
export { RationalMatrix } from "./exact/matrix.js";
export { type Rational, rational, rationalText, toNumber } from "./exact/rational.js";
export { buildModel, type DataModel } from "./model/data-model.js";
export type { Moments } from "./model/moments.js";
export { ProblemError } from "./model/problem-error.js";
export type { Matrix } from "./numeric/dense.js";
export { buildProblem, loadProblem, type Problem } from "./objectives/problem.js";
export { type ObjectiveSpec, type ProblemFile, parseProblemFile } from "./objectives/schema.js";
export { FORMATS, type Format, type Report, render } from "./report/render.js";
export type { TexOptions } from "./report/tex.js";
