/**
 * The numbers that decide how certificates are looked for; none of them decides whether one holds: the constants of the error
 * bounds are derived where the bounds are (`interval.ts`, `ball-matrix.ts`, `disc-system.ts`, `krawczyk.ts`).
 *
 * *Derived*, *measured* and *chosen* as in `homotopy/options.ts`.
 */
export const CERTIFICATE = {
  /** Boxes that are tried, each twice the image of the one before. Chosen. Test: krawczyk. */
  inflations: 5,
  /** Radius of the box of balls that is tried first, against the size of x: one evaluation of J serves centre and slack then. Chosen. */
  firstRadius: 2 ** -36,
  /** Recentred at most so often. Derived: Newton's method squares the distance each time, and 2⁴ times the digits are enough. */
  centres: 4,
  /** A box this small against its point, or no smaller than that of the step before, is as good as it gets. Derived: rounding. */
  small: 2 ** -48,
  /** Newton's method ends with a step of this size against 1 + ‖x‖. Derived: below the unit roundoff. */
  refined: 1e-16,
  /** Imaginary parts below this share of the point make a real solution worth trying. Chosen. Test: certify-solutions. */
  nearlyReal: 1e-4,
} as const;
