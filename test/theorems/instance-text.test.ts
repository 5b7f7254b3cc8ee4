import fc from "fast-check";
import { expect, test } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { fails, form, theorem, verify } from "../../src/theorems/index.js";
import { instanceText } from "../../src/theorems/instance-text.js";

test("rationals print as fractions, at every depth, and the rest as fast-check prints it", () => {
  const shared = [rational("-2/7")];
  expect(instanceText({ eta: rational("5/3"), list: [shared, shared], m: 2, name: "x" })).toBe(
    '{"eta":5/3,"list":[[-2/7],[-2/7]],"m":2,"name":"x"}',
  );
  expect(instanceText(new Map([["a", rational("1/6")]]))).toBe('new Map([["a",1/6]])');
  expect(instanceText(RationalMatrix.from([["1/3", 0]]))).toBe("[[1/3,0]]");
  for (const value of [7, "text", null, undefined, [1, 2], new Set([1])])
    expect(instanceText(value)).toBe(fc.stringify(value));
});

test("a counterexample of a user's theorem, with a source label of its own, shows its rational", async () => {
  const mine = theorem({
    id: "five-thirds-is-small",
    section: "mine",
    title: "Five thirds is small",
    statement: "x is small",
    hypotheses: ["x = 5/3"],
    source: { label: "my lecture notes", claim: "none" },
    status: "experimental",
    proof: "none",
    forms: [
      form({
        mode: "exact",
        instances: fc.constant({ x: rational("5/3") }),
        check: () => fails("it is not"),
      }),
    ],
    controls: [],
  });
  const { counterexample } = await verify(mine, { runs: 1 });
  expect(counterexample?.instance).toBe('{"x":5/3}');
});
