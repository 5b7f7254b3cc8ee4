/** The zoo by exact elimination, and what of it paths can do against that. */
import { describe, expect, it } from "vitest";
import { type SolveMethod, solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { EXACT_ZOO, type ExactZooSystem, judgeZoo } from "../support/exact-zoo.js";

const solve = ({ variables, equations }: ExactZooSystem, method: SolveMethod) =>
  solvePolynomials(readSystemFile(JSON.stringify({ variables, equations })), { seed: 1, method });

/** Nearly all paths of tilted losses diverge, and take a minute. What takes longer is for `npm run bench:zoo`; so are cyclic-4 and games. */
const isQuick = ({ points, name }: ExactZooSystem) => points <= 44 && !/cyclic-4|game/.test(name);
const QUICK = EXACT_ZOO.filter(isQuick);

describe("the zoo", () => {
  it("has fifty systems and more, every number with its source", () => {
    expect(EXACT_ZOO.length).toBeGreaterThanOrEqual(50);
    expect(new Set(EXACT_ZOO.map(({ name }) => name)).size).toBe(EXACT_ZOO.length);
    for (const { source } of EXACT_ZOO) expect(source.length).toBeGreaterThan(0);
    expect(QUICK.length).toBeGreaterThanOrEqual(35);
  });

  it.each(QUICK.map((entry) => [entry.name, entry] as const))(
    "%s: by elimination as many points as are known, and complete",
    async (_, entry) => {
      const result = await solve(entry, "algebra");
      expect({ verdict: judgeZoo(entry, result), reasons: result.reasons }).toEqual({
        verdict: "right",
        reasons: [],
      });
    },
  );

  it.each(
    QUICK.filter(({ points, name }) => points <= 16 && !name.startsWith("tilted")).map(
      (entry) => [entry.name, entry] as const,
    ),
  )("%s: paths find nothing else", async (_, entry) => {
    const result = await solve(entry, "both");
    expect(result.reasons.filter(({ kind }) => kind === "methods-differ")).toEqual([]);
    expect(judgeZoo(entry, result)).not.toBe("WRONG");
  });
});
