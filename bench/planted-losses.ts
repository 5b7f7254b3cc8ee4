/**
 * `npm run bench:planted`: what `analyze` says of losses whose critical components are known by construction
 * (`support/planted.ts`): clusters of points from 10⁻² to 10⁻¹² apart, scales from 10⁻¹² to 10¹², circles, spheres, lines and
 * hyperbolas, coercive or not.
 *
 *   --count N     losses (default 500), all kinds in turn
 *   --seed S      (default 20220329)
 *   --kind TEXT   only kinds with this text in their names
 *   --verbose     every loss that is not answered completely, with the reason
 *
 * Of each kind: how many answers are complete and right, honestly incomplete, and complete but wrong. Exit status 1 if any is wrong.
 */
import { parseArgs } from "node:util";
import { analyze } from "../src/atlas/analyze.js";
import type { CriticalComponent } from "../src/atlas/record/types.js";
import { Random } from "../src/exact/random.js";
import { loadProblem } from "../src/objectives/problem.js";
import { PLANTED, type PlantedComponents, type PlantedLoss } from "./support/planted.js";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "500" },
    seed: { type: "string", default: "20220329" },
    kind: { type: "string", default: "" },
    verbose: { type: "boolean", default: false },
  },
});

/** Values that agree to this share of the largest are the same: the places are known to about 1e-8 at worst. */
const SAME_VALUE = 1e-6;

/** Components of one value and kind, counted together; clusters have values that are the same in double precision. */
function classes(list: readonly PlantedComponents[]): PlantedComponents[] {
  const size = list.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0);
  const found: PlantedComponents[] = [];
  for (const one of list) {
    const k = found.findIndex(
      (other) =>
        Math.abs(other.value - one.value) <= SAME_VALUE * size &&
        other.dimension === one.dimension &&
        other.index === one.index &&
        other.nullity === one.nullity,
    );
    if (k < 0) found.push(one);
    else found[k] = { ...found[k]!, count: found[k]!.count + one.count };
  }
  return found;
}

/** What is wrong with a list that is called complete; null where it is right. What it leaves open is no mistake. */
function mistake(expected: readonly PlantedComponents[], got: readonly CriticalComponent[]): string | null {
  const size = expected.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0);
  const left = classes(expected).map((one) => ({ ...one }));
  for (const { value, dimension, index, nullity, multiplicity } of got) {
    const found = left.find(
      (one) =>
        Math.abs(one.value - (value ?? one.value)) <= SAME_VALUE * size &&
        (dimension ?? one.dimension) === one.dimension &&
        (index ?? one.index) === one.index &&
        (nullity ?? one.nullity) === one.nullity &&
        one.count >= Number(multiplicity),
    );
    if (found === undefined)
      return `not there: value ${value}, dimension ${dimension}, index ${index}, nullity ${nullity}, ${multiplicity} copies`;
    found.count -= Number(multiplicity);
  }
  const missing = left.find(({ count }) => count > 0);
  return missing === undefined ? null : `missing: ${JSON.stringify(missing)}`;
}

type Verdict = "right" | "incomplete" | "wrong";

async function judge({ loss, variables, constraints, constants, components }: PlantedLoss): Promise<{
  readonly verdict: Verdict;
  readonly detail: string;
}> {
  const problem = loadProblem(
    JSON.stringify({
      model: { moments: { gamma: [[1]] } },
      objective: { kind: "custom", loss, variables, constraints, constants },
    }),
  );
  const { audit, components: got } = await analyze(problem, { method: "solve", seed: 1 });
  if (!audit.complete) return { verdict: "incomplete", detail: audit.reason ?? "" };
  const wrong = mistake(components, got);
  return wrong === null ? { verdict: "right", detail: "" } : { verdict: "wrong", detail: wrong };
}

const random = new Random(Number(options.seed));
const rows = new Map<string, Record<Verdict, number>>();
for (let k = 0; k < Number(options.count); k++) {
  const planted = PLANTED[k % PLANTED.length]!(random.fork(String(k)));
  if (!planted.kind.includes(options.kind)) continue;
  const { verdict, detail } = await judge(planted);
  const row = rows.get(planted.kind) ?? { right: 0, incomplete: 0, wrong: 0 };
  row[verdict]++;
  rows.set(planted.kind, row);
  if (verdict === "wrong" || (options.verbose && verdict === "incomplete"))
    console.log(`${verdict} (${planted.kind}): ${planted.loss}\n  ${detail}`);
}
console.table(Object.fromEntries(rows));
const wrong = [...rows.values()].reduce((sum, row) => sum + row.wrong, 0);
console.log(`${wrong} wrong`);
process.exitCode = wrong > 0 ? 1 : 0;
