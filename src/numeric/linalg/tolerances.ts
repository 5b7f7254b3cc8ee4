/**
 * The numbers that decide something in linear algebra.
 *
 * *Derived*, *measured* and *chosen* as in `homotopy/options.ts`. A decision is threefold: below τ a number is zero, beyond a band
 * above it is not, in between it is `undecided`.
 */

/** 2⁻⁵², the distance of 1 to the next double. */
export const EPSILON = 2 ** -52;

/** Spectra of dense matrices (`decompositions.ts`). */
export const SPECTRUM = {
  /**
   * τ = noise · n · ε · ‖A‖. Measured: computed spectra are exact for A + E with ‖E‖ ≤ 28 ε‖A‖. Test: decompositions, where
   * spectra are compared with known ones.
   */
  noise: 32,
  /** Entries that carry rounding errors of their own move spectra by a few τ: |x| ≥ band · τ is not zero. Chosen. Test: decompositions,
   *  "leaves a gap between rounding and certainty undecided". */
  band: 1e3,
  /** Entries that differ by more from their mirror images, relative to the largest, are no symmetric matrix. Chosen. Test: decompositions,
   *  "takes rounding for symmetric, and nothing beyond". */
  asymmetric: 1e-8,
} as const;

/** Inertia and stability (`inertia.ts`, `stability.ts`). */
export const INERTIA = {
  /**
   * δ = noise · n̂ · ε · s. Derived: twice the backward error of assembling and diagonalising, with room for a representative refined
   * to a few ε. Test: inertia, "says undecided between clearly zero and clearly not".
   */
  noise: 64,
  /** |λ| beyond so many δ is not zero. Chosen: a power of two above every multiple of δ seen for a zero. */
  clear: 2 ** 7,
  /** Largest relative error bound under which an eigenvalue may be called zero. Chosen: beyond, a bound says nothing. */
  meaningful: 1e-6,
  /** From this condition of the eigenvectors on a Lyapunov inequality is tried, up to this order: it solves for order² entries. */
  illConditioned: 1e4,
  lyapunovOrder: 20,
  /** Vectors known to be in the kernel: what is left of one below this share of the longest is dependent. Derived: √ε. */
  dependent: 1e-8,
  /** Eigenvalues below this share of the largest are no direction of a Newton step. Chosen. */
  pseudoInverse: 1e-9,
} as const;

/** The quadratic eigenproblem (`quadratic-eigen.ts`). */
export const QUADRATIC = {
  steps: 40,
  /** Steps stall at double roots, where convergence is linear: there this relative change is enough. Derived: √ε, with room. */
  settled: 1e-6,
  /** μ and steps of so many ε are rounding. */
  rounding: { mu: 2, step: 4, polish: 64 },
  /** The first Newton step changes t by less than this share. Chosen: eigenvalues come to eight digits or better. */
  firstChange: 1e-3,
} as const;

/** Eigenvalues and eigenvectors of matrices that are not symmetric (`nonsymmetric-eigenvectors.ts`). */
export const NONSYMMETRIC = {
  /** Sweeps of balancing at most. Chosen: they end by themselves, and any scaling is exact. */
  sweeps: 100,
  /** A factor that does not shrink row and column to this share is not applied. Chosen (Parlett and Reinsch). */
  balanced: 0.95,
  /** Double-shift steps for one eigenvalue at most, and after how many the shift is another. Chosen: three are usual. Test: nonsymmetric-eigenvectors. */
  steps: 60,
  exceptional: 10,
  /** Entries of a vector beyond this are scaled down. Derived: products with entries of the matrix stay finite. */
  large: 1e100,
} as const;

/** The interior-point method for a positive definite member of an affine space (`semidefinite.ts`). What it finds is decided exactly. */
export const BARRIER = {
  /** Margin at which the search ends. Chosen: far above rounding, and nothing is gained by more. */
  enough: 1e-2,
  /** The least margin that an answer has. Chosen: smaller ones are lost in rounding. Test: semidefinite. */
  least: 1e-8,
  /** Keeps Newton steps finite along directions that change nothing. Chosen: far below the curvature of the barrier elsewhere. */
  regularisation: 1e-9,
  /** Factor of the weight of the margin from one centre to the next, Newton steps to a centre, and the decrement that ends them. */
  growth: 6,
  newtonSteps: 30,
  centred: 1e-3,
  /** Share of a Newton step below which none is tried. Only guards against an endless search. */
  shortest: 1e-8,
} as const;
