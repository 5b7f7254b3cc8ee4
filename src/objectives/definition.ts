/** What a kind of objectives has to know: the fields of its spec, what it asks of the data, and the objective itself. */
import { type Rational, ZERO } from "../exact/rational.js";
import type { Kind, Tagged } from "../files/kinds.js";
import type { DataModel } from "../model/data-model.js";
import type { ModelSpec } from "../model/spec.js";
import type { Objective } from "./objective.js";

/** A kind of objectives; one folder each, listed in `registry.ts`. */
export interface ObjectiveKind<Spec extends Tagged = Tagged> extends Kind<Spec> {
  /** What relates its fields. @throws ProblemError below `path`, where the objective stands in the file. */
  check?(spec: Spec, path: readonly PropertyKey[]): void;
  /** Whether the loss is one of the data; absent where it always is. */
  needsModel?(spec: Spec): boolean;
  /** Whether its loss knows moments by name, so that it may be given other ones than Γ and Σ; absent where it does not. */
  readonly takesNamedMoments?: true;
  /** What its theory asks of the data model. @throws ProblemError */
  checkModel?(spec: Spec, model: ModelSpec): void;
  /** The objective on a data model that passed `checkModel`. */
  build(spec: Spec, model: DataModel): Objective;
}

/** The text of a factor λ and its value in a loss: empty where λ = 0. */
export const decay = (weightDecay: Rational, name: string): [string, Map<string, Rational>] =>
  weightDecay.equals(ZERO) ? ["", new Map()] : [name, new Map([[name, weightDecay]])];
