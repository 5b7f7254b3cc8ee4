/**
 * Theorems as data: a statement, instances that satisfy its hypotheses, a conclusion that is checked on them, a proof,
 * and for every hypothesis a negative control: what breaks when it is dropped.
 *
 * Hypotheses live in the generators, never in preconditions: an instance that does not satisfy them is not generated.
 */
import type fc from "fast-check";
import type { Outcome } from "./outcome.js";

/**
 * Parts of what the hypotheses allow (boundaries, strata) by label, each with the test of whether an instance lies in
 * it: `{ "m > p": ({ m, p }) => m > p }`. `verify` counts how often each was reached.
 */
export type Parts<Instance> = Readonly<Record<string, (instance: Instance) => boolean>>;

/**
 * The parts of an inner instance, for instances that hold one beside other things.
 *
 * @param read the inner instance of an outer one.
 * @returns the same labels, with tests of the outer instance.
 * @example
 * partsAt({ even: (n: number) => n % 2 === 0 }, (pair: readonly [number, string]) => pair[0]).even!([4, "x"]) // true
 */
export const partsAt = <Outer, Inner>(parts: Parts<Inner>, read: (outer: Outer) => Inner): Parts<Outer> =>
  Object.fromEntries(
    Object.entries(parts).map(([label, contains]) => [label, (outer: Outer) => contains(read(outer))]),
  );

/** One way to test a theorem. `exact`: rational arithmetic, no tolerance; `floating`: derived tolerances. */
export interface Form<Instance = unknown> {
  readonly mode: "exact" | "floating";
  readonly instances: fc.Arbitrary<Instance>;
  check(instance: Instance): Outcome | Promise<Outcome>;
  /** What the instances have to reach. Forms that share a label are counted together. */
  readonly parts?: Parts<Instance>;
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

/** The labels that reports spell out. */
export const SOURCE_LABELS = ["P", "T", "H", "S", "Garrido", "Jing", "D"] as const;

/** One of these, or any text; the intersection keeps completion of the known ones. */
export type SourceLabel = (typeof SOURCE_LABELS)[number] | (string & {});

/** Where the statement comes from. */
export interface TheoremSource {
  /**
   * P: Pokle et al. 2022; T: Tian et al. 2021; H: HaoChen et al. 2021; S: Simon et al. 2023; … ; D: derived here. Any other
   * text names a source of your own and is printed as it is.
   */
  readonly label: SourceLabel;
  readonly claim: string;
}

/**
 * `theorem`: stands by itself. `corollary`: follows in a line from another record or a classical fact. `definition`:
 * what a notion of the others amounts to, by direct calculation. `software`: what the library does, tested on instances.
 */
export type TheoremRole = "theorem" | "corollary" | "definition" | "software";

/** A statement, its hypotheses as instances, and what is checked of each. */
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
  /** Default `theorem`. */
  readonly role?: TheoremRole;
  /** `proved`: the proof below is complete; `experimental`: checked, not proved, or resting on a numerical test. */
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
 * @returns the record itself.
 * @example
 * import fc from "fast-check";
 * theorem({
 *   id: "squares-are-not-negative",
 *   section: "example",
 *   title: "Squares",
 *   statement: "x^2 \\ge 0",
 *   hypotheses: ["x is an integer"],
 *   source: { label: "D", claim: "x^2 >= 0" },
 *   status: "proved",
 *   proof: "The product of numbers of one sign is not negative.",
 *   forms: [form({ mode: "exact", instances: fc.integer({ min: -9, max: 9 }), check: (x) => x * x >= 0 })],
 *   controls: [],
 * }).id // "squares-are-not-negative"
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
  const { role = "theorem" } = record;
  if (!["theorem", "corollary", "definition", "software"].includes(role)) fail("a role");
  if (role === "software" && record.status === "proved")
    fail("the status experimental for what software does");
  return record;
}

/**
 * Gives a form its instance type where it is written, and forgets it where it is stored.
 *
 * @returns the form itself.
 * @example
 * import fc from "fast-check";
 * form({ mode: "exact", instances: fc.boolean(), check: (side) => side || !side }).mode // "exact"
 */
export const form = <Instance>(definition: Form<Instance>): Form => definition as Form;
