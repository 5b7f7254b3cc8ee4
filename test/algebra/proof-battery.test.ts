/** What proofs must not get past: the checks that `npm run bench:mutation:algebra` asks its mutants, of the sources as they are. */
import { describe, it } from "vitest";
import { BATTERY } from "../../bench/support/algebra-battery.js";
import { PROOF_BATTERY, type ProofModules } from "../../bench/support/proof-battery.js";
import * as bound from "../../src/algebra/bound.js";
import * as completeness from "../../src/algebra/completeness.js";
import * as components from "../../src/algebra/components.js";
import * as consequences from "../../src/algebra/consequences.js";
import * as kernel from "../../src/algebra/elimination-kernel.js";
import * as reduction from "../../src/algebra/exact-reduction.js";
import * as groebner from "../../src/algebra/groebner.js";
import * as mixedVolume from "../../src/algebra/mixed-volume-bound.js";
import * as monomials from "../../src/algebra/monomials.js";
import * as multiplicity from "../../src/algebra/multiplicity.js";
import * as proof from "../../src/algebra/proof.js";
import * as univariate from "../../src/algebra/rational-univariate.js";
import * as reconstruction from "../../src/algebra/reconstruction.js";
import * as division from "../../src/algebra/residue-division.js";
import * as residues from "../../src/algebra/residue-ring.js";
import * as substitution from "../../src/algebra/substitution.js";
import * as system from "../../src/algebra/system.js";
import * as work from "../../src/algebra/work.js";
import * as primes from "../../src/exact/prime-field.js";
import * as rational from "../../src/exact/rational.js";

const MODULES: ProofModules = {
  ...{ division, groebner, primes, residues },
  ...{
    bound,
    completeness,
    components,
    consequences,
    kernel,
    reduction,
    mixedVolume,
    monomials,
    multiplicity,
  },
  ...{ proof, univariate, reconstruction, substitution, system, work, rational },
};

describe("the batteries of exact lists and of proofs", () => {
  it.each([...BATTERY, ...PROOF_BATTERY])(
    "%s",
    (_, check) => {
      check(MODULES);
    },
    60_000,
  );
});
