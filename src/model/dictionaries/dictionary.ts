/**
 * Dictionaries M ∈ Q^{p×d}: what a kind of them has to know. One file each, listed in `dictionaries/registry.ts`.
 *
 * Not covered: overcomplete random dictionaries (d > p); give those as a matrix.
 */
import type { RationalMatrix } from "../../exact/matrix.js";
import type { Kind, Tagged } from "../../files/kinds.js";

/** Rows and columns up to which X = M S Mᵀ, p²d exact products, stays within seconds. */
export const MAX_DENSE = 300;

/** A kind of dictionaries. */
export interface DictionaryKind<Spec extends Tagged = Tagged> extends Kind<Spec> {
  /** [p, d]. */
  shape(spec: Spec): readonly [rows: number, columns: number];
  /** What relates its fields. @throws ProblemError below `path`, where the dictionary stands in the file. */
  check?(spec: Spec, path: readonly PropertyKey[]): void;
  /** M: p×d. */
  build(spec: Spec): RationalMatrix;
  /** A few words, for captions: "identity dictionary". */
  describe(spec: Spec): string;
  /** The entries carry rounding errors: coincidences are decided to rounding, not exactly. */
  readonly rounded?: boolean;
  /** Another draw of the same distribution; absent where nothing is drawn. `again` = 0 is the dictionary itself. */
  redraw?(spec: Spec, again: number): Spec;
}
