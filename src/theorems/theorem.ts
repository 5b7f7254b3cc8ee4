/**
 * Theorems as data: a statement, instances that satisfy its hypotheses, a conclusion that is checked on them, a proof,
 * and for every hypothesis a negative control: what breaks when it is dropped.
 *
 * Hypotheses live in the generators, never in preconditions: an instance that does not satisfy them is not generated.
 */
import type fc from "fast-check";

/** What checking the conclusion on one instance says. */
export type Check =
  | { readonly verdict: "holds"; readonly residual: number }
  | { readonly verdict: "fails"; readonly detail: string }
  | { readonly verdict: "undecided"; readonly detail: string };

/** One way to test a theorem. `exact`: rational arithmetic, no tolerance; `floating`: derived tolerances. */
export interface Form<Instance = unknown> {
  readonly mode: "exact" | "floating";
  readonly instances: fc.Arbitrary<Instance>;
  check(instance: Instance): Check | Promise<Check>;
  /** The instance as a problem file, for counterexamples that `analyze` can open. */
  problem?(instance: Instance): unknown;
  /** Fraction of the requested runs this form gets, in (0, 1]; for conclusions that are slow to check. Default 1. */
  readonly share?: number;
}

/** A hypothesis dropped: the conclusion must then be refuted. */
export interface NegativeControl {
  /** Short name, unique within the theorem: what is dropped. */
  readonly id: string;
  /** Which hypothesis is dropped, and what breaks, in a sentence. */
  readonly dropped: string;
  readonly form: Form;
}

export interface TheoremSource {
  /** P: Pokle et al. 2022; T: Tian et al. 2021; H: HaoChen et al. 2021; S: Simon et al. 2023; … ; D: derived here. */
  readonly label: "P" | "T" | "H" | "S" | "Garrido" | "Jing" | "D";
  readonly claim: string;
}

export interface Theorem {
  /** A sentence in kebab case, as in `minima-of-the-spectral-loss-are-global`. */
  readonly id: string;
  /** The heading of `docs/theorems.md` it stands under: "1a", "3", "literature", …; any word of yours. */
  readonly section: string;
  readonly title: string;
  /** TeX, for a theorem environment. */
  readonly statement: string;
  readonly hypotheses: readonly string[];
  readonly source: TheoremSource;
  /** `proved`: the proof below is complete; `experimental`: checked, not proved. */
  readonly status: "proved" | "experimental";
  /** A short rigorous proof, TeX allowed. */
  readonly proof: string;
  readonly forms: readonly Form[];
  readonly controls: readonly NegativeControl[];
}

/**
 * Checks the record on the way in and fixes the types of its forms.
 *
 * @throws RangeError if the id is not kebab case or there is no form, no proof, or a duplicate control.
 */
export function theorem(record: Theorem): Theorem {
  const fail = (what: string): never => {
    throw new RangeError(`theorem ${record.id}: expected ${what}`);
  };
  if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(record.id)) fail("an id in kebab case");
  if (record.forms.length === 0) fail("at least one form");
  if (record.statement.trim() === "" || record.proof.trim() === "") fail("a statement and a proof");
  if (new Set(record.controls.map(({ id }) => id)).size < record.controls.length) fail("distinct controls");
  for (const { share = 1 } of record.forms) if (!(share > 0 && share <= 1)) fail("a share in (0, 1]");
  return record;
}

/** Gives a form its instance type where it is written, and forgets it where it is stored. */
export const form = <Instance>(definition: Form<Instance>): Form => definition as Form;

export const holds = (residual = 0): Check => ({ verdict: "holds", residual });
export const fails = (detail: string): Check => ({ verdict: "fails", detail });
export const undecided = (detail: string): Check => ({ verdict: "undecided", detail });

/** All of several checks: the first failure, else the first indecision, else the worst residual. */
export function all(...checks: readonly Check[]): Check {
  const failure = checks.find(({ verdict }) => verdict === "fails");
  if (failure !== undefined) return failure;
  const open = checks.find(({ verdict }) => verdict === "undecided");
  if (open !== undefined) return open;
  return holds(Math.max(0, ...checks.map((check) => (check.verdict === "holds" ? check.residual : 0))));
}

/** A check that a condition is true, with what to say if it is not. */
export const require = (condition: boolean, detail: string): Check => (condition ? holds() : fails(detail));

/** A check that a floating residual is within its tolerance; within a factor 10 beyond it, undecided. */
export function within(residual: number, tolerance: number, what: string): Check {
  if (residual <= tolerance) return holds(residual);
  const detail = `${what}: ${residual.toExponential(2)} exceeds ${tolerance.toExponential(1)}`;
  return residual <= 10 * tolerance ? undecided(detail) : fails(detail);
}
