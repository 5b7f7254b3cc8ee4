/** Latents of which only the second moment S is given. */
import { z } from "zod";
import { exactMatrix, object } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";
import { requireSemidefinite, shapeText } from "../semidefinite.js";
import type { LatentContext, LatentKind } from "./latent.js";

const schema = object({ kind: z.literal("moment"), matrix: exactMatrix });

type Spec = z.output<typeof schema>;

/** S as it is given; nothing can be drawn. */
export const givenMoment = {
  schema,
  complete(given: Spec, context: LatentContext) {
    const { matrix } = given;
    const { d } = context;
    const path = [...context.path, "matrix"];
    if (matrix.rows !== d || matrix.columns !== d)
      throw new ProblemError(path, `shape ${d}×${d}, the dictionary having ${d} columns`, shapeText(matrix));
    requireSemidefinite(matrix, path);
    return given;
  },
  moment: (spec: Spec) => spec.matrix,
  describe: () => "given second moment",
} satisfies LatentKind<Spec>;
