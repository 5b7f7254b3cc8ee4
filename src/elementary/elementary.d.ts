/** 2^k for an integer k: exact, 0 or ∞ beyond the range of doubles. */
export declare function powerOfTwo(k: number): number;
/** ⌊log₂ |x|⌋, exact, for x ≠ 0 finite. */
export declare function binaryExponent(x: number): number;
/** eˣ. */
export declare const exp: (x: number) => number;
/** ln x; NaN for x < 0. */
export declare function log(x: number): number;
/** log₂ x, right to two units in the last place. */
export declare const log2: (x: number) => number;
/** log₁₀ x, right to two units in the last place. */
export declare const log10: (x: number) => number;
/** ln(1 + x): the error of fl(1 + x) is divided out (Kahan). */
export declare function log1p(x: number): number;
/** eˣ − 1. */
export declare function expm1(x: number): number;
/** tanh x. */
export declare function tanh(x: number): number;
/** x², as engines compute `x * x`; `x ** 2` is theirs to choose. */
export declare const squared: (x: number) => number;
/** x^y for x > 0, or an integer y: exact for x = 2, by products for integers |y| ≤ 64, by exp(y ln x) else. */
export declare function pow(x: number, y: number): number;
/** sin x; NaN unless x is finite. */
export declare function sin(x: number): number;
/** cos x; NaN unless x is finite. */
export declare function cos(x: number): number;
/** The angle of (x, y), in (−π, π]. */
export declare function atan2(y: number, x: number): number;
/** asin x, |x| ≤ 1. */
export declare const asin: (x: number) => number;
/** √(x² + y²), to one unit in the last place, without overflow. */
export declare function hypot(x: number, y: number): number;
/** √Σ x_k², without overflow; 0 for an empty list. */
export declare function euclideanNorm(values: ArrayLike<number>): number;
//# sourceMappingURL=elementary.d.ts.map
