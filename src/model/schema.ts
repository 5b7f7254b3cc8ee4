/**
 * The `model` part of a problem file: unknown JSON → `ModelSpec` with exact numbers and every hypothesis checked.
 *
 * Shapes and ranges of single fields are zod schemas; what relates fields (the number of probabilities is the number
 * of dictionary columns, they sum to 1, Σ ⪰ 0, …) is checked after them. Fields and kinds: `docs/interface.md`.
 *
 * Limits, so that exact arithmetic stays within seconds: dimension ≤ 1000; given and random orthonormal dictionaries
 * ≤ 300, rational orthonormal ones ≤ 100 rows; numbers of at most 400 characters, 0 or between 1e−60 and 1e60.
 */
import { z } from "zod";
import type { RationalMatrix } from "../exact/matrix.js";
import { ONE, type Rational, rational, rationalText, toNumber, ZERO } from "../exact/rational.js";
import {
  dimension,
  exactMatrix,
  integer,
  isExactJson,
  MAX_DIMENSION,
  nonnegativeNumber,
  nonzeroNumber,
  object,
  ownField,
  parse,
  probabilities,
  probability,
  seed,
} from "../files/fields.js";
import { ProblemError } from "../files/problem-error.js";
import { semidefiniteDefect } from "./semidefinite.js";
import { dictionaryShape, type LatentSpec, type ModelSpec } from "./spec.js";

/** X = M S Mᵀ costs p²d exact products, and a Cayley transform p³ with growing integers. */
const MAX_DENSE = 300;
const MAX_CAYLEY = 100;
const HALF = rational("1/2");

const orthonormal = <Kind extends string>(kind: Kind, largest: number) =>
  object({ kind: z.literal(kind), rows: integer(1, largest), columns: integer(1, largest), seed });

const dictionary = z.discriminatedUnion("kind", [
  object({ kind: z.literal("identity"), size: dimension }),
  object({ kind: z.literal("matrix"), rows: exactMatrix }),
  orthonormal("random-orthonormal", MAX_DENSE),
  orthonormal("rational-orthonormal", MAX_CAYLEY),
]);

const count = integer(0, MAX_DIMENSION);

const latent = z.discriminatedUnion("kind", [
  object({ kind: z.literal("one-hot"), probabilities: probabilities.optional() }),
  object({ kind: z.literal("bernoulli"), probability }),
  object({ kind: z.literal("signed-bernoulli"), probability }),
  object({ kind: z.literal("k-sparse"), active: dimension }),
  object({ kind: z.literal("signed-pattern"), positive: count, negative: count }),
  object({ kind: z.literal("moment"), matrix: exactMatrix }),
]);

const augmentation = z.discriminatedUnion("kind", [
  object({ kind: z.literal("independent-masks"), keep: probability }),
  object({
    kind: z.literal("complementary-masks"),
    keep: probability.default(() => HALF),
    scale: nonzeroNumber.default(() => rational(2)),
  }),
  object({ kind: z.literal("additive-gaussian"), variance: nonnegativeNumber }),
  object({ kind: z.literal("none") }),
]);

const generative = object({
  dictionary,
  latent,
  noise: object({ variance: nonnegativeNumber }).default(() => ({ variance: ZERO })),
  augmentation,
});

const given = object({ moments: object({ gamma: exactMatrix, sigma: exactMatrix.optional() }) });

/** The model part of a problem as it is written: a description of the data, or their moments. */
export type ModelInput = z.input<typeof generative> | z.input<typeof given>;

/**
 * The model part of a problem file.
 *
 * @param json plain JSON; `path` is where it stands, for error messages.
 * @throws ProblemError naming the first field that is not as expected.
 * @example parseModel({ moments: { gamma: [[1]] } }).kind // "moments"
 */
export function parseModel(json: unknown, path: readonly PropertyKey[] = ["model"]): ModelSpec {
  const exact = isExactJson(json);
  if (ownField(json, "moments") !== undefined) {
    const { gamma, sigma } = parse(given, json, path).moments;
    const moments = [...path, "moments"];
    requireSquare(gamma, [...moments, "gamma"]);
    if (sigma !== undefined && (sigma.rows !== gamma.rows || sigma.columns !== gamma.columns))
      throw new ProblemError(
        [...moments, "sigma"],
        `the shape ${shapeText(gamma)} of gamma`,
        shapeText(sigma),
      );
    if (sigma === undefined)
      requireSemidefinite(gamma, [...moments, "gamma"], " (sigma is not given and defaults to gamma)");
    else requireSemidefinite(sigma, [...moments, "sigma"]);
    return { kind: "moments", moments: { gamma, sigma: sigma ?? gamma }, exact };
  }
  const parsed = parse(generative, json, path);
  const [rows, columns] = dictionaryShape(parsed.dictionary);
  checkDictionary(parsed.dictionary.kind, rows, columns, [...path, "dictionary"]);
  const spec = completeLatent(parsed.latent, columns, exact, [...path, "latent"]);
  return { kind: "generative", ...parsed, latent: spec, exact };
}

function checkDictionary(kind: string, rows: number, columns: number, path: readonly PropertyKey[]): void {
  if (kind.endsWith("orthonormal") && columns > rows)
    throw new ProblemError([...path, "columns"], `at most ${rows} (rows) orthonormal columns`, `${columns}`);
  if (kind === "matrix" && Math.max(rows, columns) > MAX_DENSE)
    throw new ProblemError([...path, "rows"], `at most ${MAX_DENSE} rows and columns`, `${rows}×${columns}`);
}

/** Fills in the uniform distribution and checks the latent against the d columns of the dictionary. */
function completeLatent(
  spec: z.output<typeof latent>,
  d: number,
  exact: boolean,
  path: readonly PropertyKey[],
): LatentSpec {
  switch (spec.kind) {
    case "one-hot": {
      const uniform = rational(1).div(rational(d));
      const { probabilities = Array.from({ length: d }, () => uniform) } = spec;
      checkProbabilities(probabilities, d, exact, [...path, "probabilities"]);
      return { kind: spec.kind, probabilities };
    }
    case "k-sparse":
      if (spec.active > d)
        throw new ProblemError([...path, "active"], `an integer from 1 to ${d}`, `${spec.active}`);
      return spec;
    case "signed-pattern": {
      const { positive, negative } = spec;
      if (positive + negative < 1 || positive + negative > d)
        throw new ProblemError(path, `positive + negative from 1 to ${d}`, `${positive + negative}`);
      return spec;
    }
    case "moment":
      if (spec.matrix.rows !== d || spec.matrix.columns !== d)
        throw new ProblemError(
          [...path, "matrix"],
          `shape ${d}×${d}, the dictionary having ${d} columns`,
          shapeText(spec.matrix),
        );
      requireSemidefinite(spec.matrix, [...path, "matrix"]);
      return spec;
    default:
      return spec;
  }
}

function checkProbabilities(
  values: readonly Rational[],
  d: number,
  exact: boolean,
  path: readonly PropertyKey[],
): void {
  if (values.length !== d)
    throw new ProblemError(path, `${d} entries, one per dictionary column`, `${values.length}`);
  const sum = values.reduce((total, value) => total.add(value), ZERO);
  // Doubles such as 0.1, 0.2, 0.7 miss 1 by their own rounding, at most half an ulp of 1 each.
  const slack = exact ? ZERO : rational(d * 2 ** -53);
  if (sum.sub(ONE).abs().compare(slack) > 0)
    throw new ProblemError(
      path,
      "a sum of 1",
      rationalText(sum).length <= 24 ? rationalText(sum) : `${toNumber(sum)}`,
    );
}

const shapeText = (a: RationalMatrix): string => `${a.rows}×${a.columns}`;

function requireSquare(a: RationalMatrix, path: readonly PropertyKey[]): void {
  if (a.rows !== a.columns) throw new ProblemError(path, "a square matrix", shapeText(a));
}

function requireSemidefinite(a: RationalMatrix, path: readonly PropertyKey[], why = ""): void {
  requireSquare(a, path);
  const defect = semidefiniteDefect(a);
  if (defect !== null) throw new ProblemError(path, `a symmetric positive semidefinite matrix${why}`, defect);
}
