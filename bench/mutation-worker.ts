/**
 * One mutant on trial: runs theorems against a copy of the package until one does not hold.
 *
 *   node mutation-worker.js FOLDER RUNS SEED ID…
 *
 * Prints one line of JSON: {"killer": id, "how": …} or {}.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Theorem } from "../src/theorems/theorem.js";
import type { verify as Verify } from "../src/theorems/verify.js";

const [folder = "", runs = "20", seed = "7", ...ids] = process.argv.slice(2);
const load = (file: string) => import(pathToFileURL(join(folder, "dist", file)).href);
const report = (result: object) => process.stdout.write(`${JSON.stringify(result)}\n`);

let killer = "import";
try {
  const { theorems } = (await load("proofs/index.js")) as { theorems: readonly Theorem[] };
  const { verify } = (await load("theorems/verify.js")) as { verify: typeof Verify };
  let found = false;
  for (const id of ids) {
    killer = id;
    const theorem = theorems.find((candidate) => candidate.id === id)!;
    const { verdict, counterexample, reason } = await verify(theorem, {
      runs: Number(runs),
      seed: Number(seed),
      shrink: false,
    });
    if (verdict === "holds") continue;
    report({ killer, how: `${verdict}: ${counterexample?.detail ?? reason}` });
    found = true;
    break;
  }
  if (!found) report({});
} catch (error) {
  report({ killer, how: `throws: ${(error as Error).message}` });
}
