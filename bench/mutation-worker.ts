/**
 * The process of `npm run bench:mutation`: a unit is one form of one theorem, which holds if `verify` says so. See `support/mutation-child.ts`.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Theorem } from "../src/theorems/theorem.js";
import type { verify as Verify } from "../src/theorems/verify.js";
import { beginInstance, type Check, serve } from "./support/mutation-child.js";

/** How many instances, and which. */
export interface TheoremRun {
  readonly runs: number;
  readonly seed: number;
}

await serve<TheoremRun>(async (folder) => {
  const load = (file: string) => import(pathToFileURL(join(folder, "dist", file)).href);
  const { theorems } = (await load("proofs/index.js")) as { theorems: readonly Theorem[] };
  const { verify } = (await load("theorems/verify.js")) as { verify: typeof Verify };
  const unitOf = (theorem: Theorem, form: number): Check<TheoremRun> => {
    const original = theorem.forms[form]!;
    const check = (instance: unknown) => {
      beginInstance();
      return original.check(instance);
    };
    return async ({ runs, seed }) => {
      const { verdict, counterexample, error, reason } = await verify(
        { ...theorem, forms: [{ ...original, check }] },
        { runs, seed, shrink: false },
      );
      return verdict === "holds" ? undefined : `${verdict}: ${(counterexample ?? error)?.detail ?? reason}`;
    };
  };
  return new Map(
    theorems.flatMap((theorem) =>
      theorem.forms.map((_, form) => [`${theorem.id}/${form + 1}`, unitOf(theorem, form)] as const),
    ),
  );
});
