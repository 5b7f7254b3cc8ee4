/**
 * Samples in a problem file → the moments of a model, `sample-moments.ts`:
 *
 *   "samples": [[…], …]                  one view of each sample, by rows: Σ alone
 *   "samples": [[[…], […], …], …]        views of each sample: Γ and Σ
 *   "samples": {"x": […], "y": […]}      two modalities, each in either form: Γ_XY, Σ_X, Σ_Y
 *
 * Numbers are what is written: a JSON number is its decimal, 0.1 is 1/10. `"centred": true` beside it subtracts the means.
 *
 * Limits: at most 100 000 views, 10⁸ products of two entries; entries and moments within the limits of all numbers.
 */
import { z } from "zod";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rationalText } from "../exact/rational.js";
import { SEPARATORS } from "../files/csv.js";
import {
  column,
  columns,
  decimal,
  MAX_DIMENSION,
  type NumberInput,
  object,
  ownField,
  parse,
  requireDenominator,
  text,
} from "../files/fields.js";
import { ProblemError, show } from "../files/problem-error.js";
import { momentsOfPairs, momentsOfSamples, type PairedViews, type Views } from "./sample-moments.js";
import type { GivenMomentsSpec, MomentName, NamedMomentsSpec, SamplesSummary } from "./spec.js";

/** Views of all samples together. */
const MAX_VIEWS = 100_000;
/** Products of two entries: some ten seconds. */
const MAX_PRODUCTS = 1e8;

/** A view as it is written. */
export type ViewInput = readonly NumberInput[];
/** One view of every sample, or several of each. */
export type ViewsInput = readonly ViewInput[] | readonly (readonly ViewInput[])[];

/** Samples as they are written. */
export type SamplesInput = ViewsInput | { readonly x: ViewsInput; readonly y: ViewsInput };

/** Samples, read. */
export type Samples =
  | { readonly kind: "views"; readonly list: readonly Views[] }
  | { readonly kind: "pairs"; readonly list: readonly PairedViews[] };

/** What a table is called and how it is read. */
export const TABLE_FIELDS = {
  file: text(1000),
  columns: columns.optional(),
  x: columns.optional(),
  y: columns.optional(),
  sample: column.optional(),
  modality: column.optional(),
  header: z.boolean().optional(),
  separator: z.enum(SEPARATORS).optional(),
};

const fields = object({ samples: z.unknown(), centred: z.boolean().default(false) });

/** Samples in place of a model, and whether their moments are about the means. */
export interface SamplesModelInput {
  readonly samples: SamplesInput;
  readonly centred?: boolean;
}

/**
 * The moments of the samples in a model.
 *
 * @param json with a field `samples`.
 * @param path where it stands.
 * @throws ProblemError naming the first sample, view or entry that is not as expected.
 * @example parseSamples({ samples: [[[1], [3]]] }, ["model"]).kind // "moments"
 */
export function parseSamples(
  json: unknown,
  path: readonly PropertyKey[],
): GivenMomentsSpec | NamedMomentsSpec {
  const { centred } = parse(fields, json, path);
  const place = [...path, "samples"];
  return specOfSamples(readSamples(ownField(json, "samples"), place), centred, place);
}

/**
 * The moments of samples as a spec: Γ and Σ where each has two or more views, Σ alone where each has one, or those of two modalities.
 *
 * @param place where the samples stand; `sampleAt(k)` is the place and the name of the k-th, for refusals.
 * @throws ProblemError where some samples have one view and others more, and where a moment is no number that can be written.
 */
export function specOfSamples(
  samples: Samples,
  centred: boolean,
  place: readonly PropertyKey[],
  sampleAt: (k: number) => readonly [readonly PropertyKey[], string] = (k) => [[...place, k], ""],
): GivenMomentsSpec | NamedMomentsSpec {
  requireSizes(samples, place);
  const counts =
    samples.kind === "views"
      ? samples.list.map((views) => views.length)
      : samples.list.flatMap(({ x, y }) => [x.length, y.length]);
  const summary: SamplesSummary = { count: samples.list.length, views: extremes(counts), centred };
  const [fewest, most] = summary.views;
  if (samples.kind === "pairs") {
    const { gammaXY, sigmaX, sigmaY } = momentsOfPairs(samples.list, centred);
    return namedSpec(
      [
        ["GammaXY", gammaXY],
        ["SigmaX", sigmaX],
        ["SigmaY", sigmaY],
      ],
      summary,
      place,
    );
  }
  if (fewest === 1 && most > 1) {
    const [at, name] = sampleAt(counts.indexOf(1));
    throw new ProblemError(at, `two or more views${name} as of others`, "one");
  }
  const { gamma, sigma } = momentsOfSamples(samples.list, centred);
  if (gamma === undefined) return namedSpec([["Sigma", sigma]], summary, place);
  requireWritable([gamma, sigma], place);
  return { kind: "moments", moments: { gamma, sigma }, exact: true, samples: summary };
}

function namedSpec(
  moments: readonly (readonly [MomentName, RationalMatrix])[],
  samples: SamplesSummary,
  place: readonly PropertyKey[],
): NamedMomentsSpec {
  const named = new Map(moments);
  requireWritable([...named.values()], place);
  return { kind: "named-moments", named, exact: true, samples };
}

/** Named where another field is refused; with `file` they are no part of samples in their place. */
const NOT_IN_PLACE = Object.fromEntries(
  Object.keys(TABLE_FIELDS).flatMap((key) =>
    key === "x" || key === "y" ? [] : [[key, z.undefined().optional()]],
  ),
);

/** @throws ProblemError */
function readSamples(json: unknown, path: readonly PropertyKey[]): Samples {
  if (Array.isArray(json)) return { kind: "views", list: readViewsOfEach(json, path) };
  if (ownField(json, "file") !== undefined)
    throw new ProblemError(
      [...path, "file"],
      "samples in their place (commands read the file themselves, inlineSamples does in a program)",
      show(ownField(json, "file")),
    );
  if (typeof json !== "object" || json === null)
    throw new ProblemError(path, 'an array of samples, or {"x": …, "y": …} of two modalities', show(json));
  parse(object({ x: z.unknown().optional(), y: z.unknown().optional(), ...NOT_IN_PLACE }), json, path);
  const x = readViewsOfEach(ownField(json, "x"), [...path, "x"]);
  const y = readViewsOfEach(ownField(json, "y"), [...path, "y"]);
  if (x.length !== y.length)
    throw new ProblemError([...path, "y"], `${x.length} samples as in x`, `${y.length}`);
  return { kind: "pairs", list: x.map((views, k) => ({ x: views, y: y[k]! })) };
}

/** The views of each sample; a sample without further brackets is its one view. */
function readViewsOfEach(json: unknown, path: readonly PropertyKey[]): readonly Views[] {
  if (!Array.isArray(json) || json.length === 0)
    throw new ProblemError(path, "a non-empty array of samples", show(json));
  if (json.length > MAX_VIEWS)
    throw new ProblemError(path, `at most ${MAX_VIEWS} samples`, `${json.length} of them`);
  const nested = Array.isArray(json[0]) && Array.isArray(json[0][0]);
  let length: number | undefined;
  const readView = (view: unknown, at: readonly PropertyKey[]): readonly Rational[] => {
    if (!Array.isArray(view) || view.length === 0)
      throw new ProblemError(at, "a view, a non-empty array of numbers", show(view));
    if (view.length > MAX_DIMENSION)
      throw new ProblemError(at, `at most ${MAX_DIMENSION} entries`, `${view.length} of them`);
    length ??= view.length;
    if (view.length !== length)
      throw new ProblemError(at, `${length} entries as in the first view`, `${view.length}`);
    return Array.from(view, (entry, i) => decimal(entry, [...at, i]));
  };
  return Array.from(json, (sample: unknown, k) => {
    const at = [...path, k];
    if (!nested) return [readView(sample, at)];
    if (!Array.isArray(sample) || sample.length === 0)
      throw new ProblemError(at, "a non-empty array of views", show(sample));
    return Array.from(sample, (view: unknown, i) => readView(view, [...at, i]));
  });
}

function requireSizes(samples: Samples, place: readonly PropertyKey[]): void {
  const views =
    samples.kind === "views" ? samples.list.flat() : samples.list.flatMap(({ x, y }) => [...x, ...y]);
  if (views.length > MAX_VIEWS)
    throw new ProblemError(place, `at most ${MAX_VIEWS} views`, `${views.length} of them`);
  const products = views.reduce((sum, { length }) => sum + length * length, 0);
  if (products > MAX_PRODUCTS)
    throw new ProblemError(
      place,
      `at most ${MAX_PRODUCTS} products of two entries (views times their length squared)`,
      `${products}`,
    );
  requireDenominator(views.flat(), place);
}

/** Moments have to stand in a file, as the numbers that they are. */
function requireWritable(moments: readonly RationalMatrix[], place: readonly PropertyKey[]): void {
  for (const matrix of moments)
    for (let i = 0; i < matrix.rows; i++)
      for (let j = 0; j < matrix.columns; j++) {
        const text = rationalText(matrix.get(i, j));
        try {
          decimal(text, place);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          throw new ProblemError(place, `entries whose products have as mean ${error.expected}`, text);
        }
      }
}

function extremes(counts: readonly number[]): readonly [number, number] {
  return counts.reduce<readonly [number, number]>(
    ([least, most], count) => [Math.min(least, count), Math.max(most, count)],
    [Number.POSITIVE_INFINITY, 0],
  );
}
