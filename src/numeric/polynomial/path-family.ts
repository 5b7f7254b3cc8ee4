/**
 * What a tracker asks of a family of systems F(x; t): values, Jacobians and Taylor coefficients along a path, at complex
 * points. Two evaluators answer: the term interpreter (`polynomial-family.ts`) for every polynomial system, and the
 * structured one (`structured-family.ts`) for matrix expressions.
 *
 * Results lie in buffers of the family and hold until its next call. Nothing is allocated while evaluating.
 */
import type { ComplexPoint } from "./system.js";

/** Highest Taylor coefficient that a tracker asks for. */
export const SERIES_ORDER = 4;

/** One family at one pair of members. */
export interface PathFamily {
  readonly equations: number;
  readonly variables: number;
  /** F at the last evaluated point. */
  readonly valueRe: Float64Array;
  readonly valueIm: Float64Array;
  /** Jacobian there, row-major equations × variables. */
  readonly jacobianRe: Float64Array;
  readonly jacobianIm: Float64Array;
  /** Value and Jacobian at (x, t). */
  evaluate(xRe: Float64Array, xIm: Float64Array, tRe: number, tIm: number): void;
  /** Replaces the value of the last `evaluate` by one computed in double-double arithmetic at x, for the same t. */
  extendValue(xRe: Float64Array, xIm: Float64Array): void;
  /** Starts a Taylor expansion at the point of the last `evaluate`, in the direction t = t₀ + s·d. */
  startSeries(dRe: number, dIm: number): void;
  /**
   * The s^order coefficient of F(x(s); t₀ + s d), with x known below that order and its own coefficient of that order
   * taken as zero: what is missing is J x_order.
   */
  seriesCoefficient(order: number, outRe: Float64Array, outIm: Float64Array): void;
  /** Takes in x's coefficient of the order of the last `seriesCoefficient`: row `order` of the series. */
  updateSeries(order: number, xRe: Float64Array, xIm: Float64Array): void;
}

/** The coefficients of a family's terms, one each. */
export type Coefficients = ComplexPoint;

/** A family that can move to another pair of members. */
export interface ParametricFamily extends PathFamily {
  /** @param start coefficients at t = 1. @param target coefficients at t = 0. */
  setCoefficients(start: Coefficients, target: Coefficients): void;
}
