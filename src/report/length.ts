/** Lengths as LaTeX writes them: a number and a unit. A leaf of its own, so that reading flags loads no report. */

/** Points to the inch. */
export const INCH = 72.27;

/** Points of TeX to the unit. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["pt", 1],
  ["in", INCH],
  ["cm", INCH / 2.54],
  ["mm", INCH / 25.4],
]);

/** The length in points of TeX; undefined if it is none, or none of a text block (from one inch to one hundred). */
export function lengthInPoints(text: string): number | undefined {
  const [, number, unit] = /^(\d+\.?\d*|\.\d+) ?(pt|in|cm|mm)$/.exec(text.trim()) ?? [];
  const points = Number(number) * (UNITS.get(unit ?? "") ?? Number.NaN);
  return points >= INCH && points <= 100 * INCH ? points : undefined;
}
