/** A problem: a data model and an objective on it, built from a problem file by the kinds of both. */
import { buildModel, type DataModel } from "../model/data-model.js";
import { LossSyntaxError } from "../symbolic/parser.js";
import { syntaxProblem } from "./build.js";
import type { Objective } from "./objective.js";
import { KINDS, type ObjectiveSpec, type ProblemKinds } from "./registry.js";
import { type ParsedProblem, type ProblemInput, parseProblem, readProblemFile } from "./schema.js";

/** What is analysed: the file, its data model, and the objective on it. */
export interface Problem {
  readonly parsed: ParsedProblem;
  readonly model: DataModel;
  readonly objective: Objective;
  readonly title: string;
  /** What its parts are of: needed to build it again, with another file. */
  readonly kinds: ProblemKinds;
}

/**
 * A problem from the text of its file.
 *
 * @param text JSON, as docs/interface.md describes it.
 * @param kinds that may occur in it; by default those of the package.
 * @returns the data model, its moments, and the objective on them.
 * @throws ProblemError, one line with the place and the expectation.
 * @example
 * loadProblem(text).objective.kind // "spectral-contrastive"
 */
export const loadProblem = (text: string, kinds: ProblemKinds = KINDS): Problem =>
  buildProblem(readProblemFile(text, kinds), kinds);

/**
 * A problem from its typed form, or from what `parseProblemFile` gave.
 *
 * @throws ProblemError with the place and the expectation.
 * @returns the data model, its moments, and the objective on them.
 * @example
 * buildProblem({
 *   model: { moments: { gamma: [["1/2", 0], [0, "1/3"]] } },
 *   objective: { kind: "cross-correlation", embedding: 2 },
 * }).model.moments.dimension // 2
 */
export function buildProblem(input: ProblemInput): Problem;
/** As above, with the kinds that the names in the file are looked up in; those of the package by default. */
export function buildProblem(parsed: ParsedProblem, kinds?: ProblemKinds): Problem;
export function buildProblem(given: ProblemInput | ParsedProblem, kinds: ProblemKinds = KINDS): Problem {
  // `file` is no field of a problem as it is written.
  const parsed = "file" in given ? given : parseProblem(given);
  const model = buildModel(parsed.model, kinds);
  const objective = buildObjective(parsed.objective, model, kinds);
  const title = [objective.title, model.describe()].filter((part) => part !== "").join("; ");
  return { parsed, model, objective, title, kinds };
}

function buildObjective(spec: ObjectiveSpec, model: DataModel, { objectives }: ProblemKinds): Objective {
  try {
    return objectives.of(spec).build(spec, model);
  } catch (error) {
    if (error instanceof LossSyntaxError) throw syntaxProblem(error, ["objective", "loss"]);
    throw error;
  }
}
