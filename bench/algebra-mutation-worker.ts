/**
 * The process of `npm run bench:mutation:algebra`: a unit is one check of `support/algebra-battery.ts` or `support/proof-battery.ts`, or one case of
 * the tests that are named in the environment. See `support/mutation-child.ts`.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BATTERY } from "./support/algebra-battery.js";
import { beginInstance, type Check, serve } from "./support/mutation-child.js";
import { PROOF_BATTERY, type ProofModules } from "./support/proof-battery.js";
import { casesOf } from "./support/room-tests.js";

await serve<undefined>(async (folder) => {
  const load = (path: string) => import(pathToFileURL(join(folder, "src", path)).href);
  const modules = {
    bound: await load("algebra/bound.js"),
    proof: await load("algebra/proof.js"),
    univariate: await load("algebra/rational-univariate.js"),
    reconstruction: await load("algebra/reconstruction.js"),
    division: await load("algebra/residue-division.js"),
    substitution: await load("algebra/substitution.js"),
    system: await load("algebra/system.js"),
    work: await load("algebra/work.js"),
    rational: await load("exact/rational.js"),
    completeness: await load("algebra/completeness.js"),
    components: await load("algebra/components.js"),
    consequences: await load("algebra/consequences.js"),
    groebner: await load("algebra/groebner.js"),
    primes: await load("exact/prime-field.js"),
    kernel: await load("algebra/elimination-kernel.js"),
    reduction: await load("algebra/exact-reduction.js"),
    mixedVolume: await load("algebra/mixed-volume-bound.js"),
    monomials: await load("algebra/monomials.js"),
    multiplicity: await load("algebra/multiplicity.js"),
    residues: await load("algebra/residue-ring.js"),
  } as ProofModules;
  const checks = [...BATTERY, ...PROOF_BATTERY].map(([name, check]) => [name, () => check(modules)] as const);
  const cases = await casesOf(folder, (process.env.TESTS ?? "").split(" ").filter(Boolean));
  return new Map(
    [...checks, ...cases].map(([name, run]): [string, Check<undefined>] => [
      name,
      async () => {
        beginInstance();
        await run();
        return undefined;
      },
    ]),
  );
});
