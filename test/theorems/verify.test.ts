import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fails, holds, require, undecided } from "../../src/theorems/outcome.js";
import { form, type Parts, theorem } from "../../src/theorems/theorem.js";
import { verify } from "../../src/theorems/verify.js";

const record = (...checks: ((n: number) => ReturnType<typeof holds>)[]) =>
  theorem({
    id: "a-record",
    section: "test",
    title: "A record",
    statement: "$n$.",
    hypotheses: ["n is an integer"],
    source: { label: "D", claim: "none" },
    status: "experimental",
    proof: "None.",
    forms: checks.map((check) =>
      form({ mode: "exact", instances: fc.nat(1000), check, problem: (n) => ({ n }) }),
    ),
    controls: [],
  });

describe("verify", () => {
  it("holds with the worst residual of every form", async () => {
    const verdict = await verify(
      record(
        () => holds(),
        (n) => holds(n),
      ),
      { runs: 30 },
    );
    expect(verdict).toMatchObject({ verdict: "holds", theorem: "a-record" });
    expect(verdict.forms.map(({ runs }) => runs)).toEqual([30, 30]);
    expect(verdict.forms[0]!.worstResidual).toBe(0);
    expect(verdict.forms[1]!.worstResidual).toBeGreaterThan(0);
  });

  it("is refuted by the smallest instance, whose path names the form and replays it", async () => {
    const claim = record(
      () => holds(),
      (n) => require(n < 17, `${n} is too large`),
    );
    const { verdict, counterexample } = await verify(claim, { runs: 50, seed: 3 });
    expect(verdict).toBe("refuted");
    expect(counterexample).toMatchObject({
      detail: "17 is too large",
      problem: { n: 17 },
      instance: "17",
      seed: 3,
    });
    expect(counterexample!.path).toMatch(/^2\/\d+(:\d+)*$/);
    const replayed = await verify(claim, { runs: 50, seed: 3, path: counterexample!.path });
    expect(replayed.counterexample?.instance).toBe("17");
    expect(replayed.forms).toHaveLength(1);
  });

  it("refuses a path that names no form", async () => {
    for (const path of ["0", "2/0", "x/1", "1/"])
      await expect(
        verify(
          record(() => holds()),
          { path },
        ),
      ).rejects.toThrow(/^path: expected form\/path/);
  });

  it("is inconclusive where nothing fails and something is undecided", async () => {
    const verdict = await verify(
      record((n) => (n % 2 ? holds() : undecided("even"))),
      { runs: 30 },
    );
    expect(verdict).toMatchObject({ verdict: "inconclusive", reason: "even" });
  });

  it("is an error where the check throws, on the smallest such instance: that refutes nothing", async () => {
    const broken = record(
      () => holds(),
      (n) => {
        if (n >= 17) throw new TypeError(`a defect at ${n}`);
        return holds();
      },
    );
    const { verdict, error, counterexample } = await verify(broken, { runs: 50, seed: 3 });
    expect([verdict, counterexample]).toEqual(["error", undefined]);
    expect(error).toMatchObject({
      mode: "exact",
      detail: "TypeError: a defect at 17",
      problem: { n: 17 },
      instance: "17",
      seed: 3,
    });
    expect(error!.path).toMatch(/^2\/\d+(:\d+)*$/);
    const replayed = await verify(broken, { runs: 50, seed: 3, path: error!.path! });
    expect(replayed.error?.instance).toBe("17");
  });

  it("does not lose a refutation to an exception that shrinking meets, nor the other way round", async () => {
    const mixed = (first: "refuted" | "error") =>
      record((n) => {
        if (n >= 500 === (first === "refuted")) {
          if (n >= 100) return fails(`${n} fails`);
        } else if (n >= 100) throw new Error(`${n} throws`);
        return holds();
      });
    for (const first of ["refuted", "error"] as const) {
      // The first instance of 100 and more decides what is looked for.
      const found = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((seed) => verify(mixed(first), { runs: 50, seed })),
      );
      for (const { verdict, counterexample, error } of found)
        expect((counterexample ?? error)?.instance).toBe(
          (verdict === "refuted") === (first === "refuted") ? "500" : "100",
        );
      expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(["refuted", "error"]));
    }
  });

  it("is an error where the instances cannot be made, or an instance has no problem file", async () => {
    const [only] = record(() => fails("always")).forms;
    const unmakeable = fc.nat().map((): number => {
      throw new RangeError("no instance");
    });
    const claim = record(() => holds());
    expect(await verify({ ...claim, forms: [{ ...only!, instances: unmakeable }] })).toMatchObject({
      verdict: "error",
      error: { detail: "RangeError: no instance" },
    });
    const problem = () => {
      throw new Error("none");
    };
    const { verdict, counterexample } = await verify({ ...claim, forms: [{ ...only!, problem }] });
    expect(verdict).toBe("refuted");
    expect(counterexample).not.toHaveProperty("problem");
  });

  it("stops on the signal, with its reason", async () => {
    const controller = new AbortController();
    let seen = 0;
    const work = verify(
      record(() => {
        if (++seen === 5) controller.abort(new Error("enough"));
        return holds();
      }),
      { runs: 1000, signal: controller.signal },
    );
    await expect(work).rejects.toThrow("enough");
    expect(seen).toBe(5);
  });

  it("reports progress up to the number of forms", async () => {
    const calls: number[] = [];
    await verify(
      record(
        () => holds(),
        () => holds(),
      ),
      { runs: 10, onProgress: (done) => calls.push(done) },
    );
    expect(calls.at(-1)).toBe(2);
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
  });

  it("does not count a failing run among those that held", async () => {
    const verdict = await verify(
      record((n) => (n >= 0 ? fails("always") : holds())),
      { runs: 10 },
    );
    expect(verdict.verdict).toBe("refuted");
    expect(verdict.counterexample?.path).toMatch(/^1\//);
  });

  it("is inconclusive if more than a twentieth of the instances is thrown away", async () => {
    const claim = (least: number) =>
      record((n) => {
        fc.pre(n >= least);
        return holds();
      });
    const few = await verify(claim(1), { runs: 100, seed: 8 });
    expect([few.verdict, few.forms[0]!.skipped]).toEqual(["holds", 2]);
    const many = await verify(claim(500), { runs: 100, seed: 8 });
    expect(many.verdict).toBe("inconclusive");
    expect(many.reason).toMatch(/do not satisfy the hypotheses/);
    const none = await verify(claim(1001), { runs: 5, seed: 8 });
    expect(none.verdict).toBe("inconclusive");
  });

  describe("what a check returns", () => {
    /** As a check in JavaScript, which no type keeps from returning anything. */
    const returning = (value: unknown) =>
      verify(
        record(() => value as never),
        { runs: 5, seed: 3 },
      );

    it("is refuted by false and holds for true, as in other tools for properties", async () => {
      expect(await returning(true)).toMatchObject({ verdict: "holds", forms: [{ worstResidual: 0 }] });
      const { verdict, counterexample } = await returning(false);
      expect([verdict, counterexample!.detail]).toEqual(["refuted", "the check returned false"]);
      expect(await returning(Promise.resolve(false))).toMatchObject({ verdict: "refuted" });
    });

    it("is shrunk by booleans as by verdicts", async () => {
      const claim = record((n) => (n < 17) as never);
      expect((await verify(claim, { runs: 50, seed: 3 })).counterexample).toMatchObject({ instance: "17" });
    });

    it.each([
      [undefined, "got undefined"],
      [null, "got null"],
      [Number.NaN, "got NaN"],
      [0, "got 0"],
      ["true", 'got "true"'],
      [{ residual: 0 }, 'got {"residual": 0}'],
      [{ verdict: "true" }, 'got {"verdict": "true"}'],
      [[true], "got [true]"],
      [() => true, "got a function"],
    ])("is an error that names it if it is %o", async (value, named) => {
      const { verdict, error, forms } = await returning(value);
      expect(verdict).toBe("error");
      expect(error!.detail).toContain("expected true, false or a verdict");
      expect(error!.detail).toContain(named);
      expect(forms[0]!.worstResidual).not.toBeNaN();
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, undefined, "0"])(
      "is an error if it holds with the residual %o",
      async (residual) => {
        const { verdict, error } = await returning({ verdict: "holds", residual });
        expect([verdict, error!.detail]).toEqual([
          "error",
          expect.stringContaining(
            `expected a residual that is a finite number of at least 0, got ${JSON.stringify(residual) === '"0"' ? '"0"' : residual}`,
          ),
        ]);
      },
    );

    it("is an error if a failure has no detail", async () => {
      expect(await returning({ verdict: "fails" })).toMatchObject({
        verdict: "error",
        error: { detail: "TypeError: check: expected a detail in words, got undefined" },
      });
    });
  });

  describe("coverage", () => {
    const claim = (parts: Parts<number>, check: (n: number) => boolean = () => true) =>
      theorem({
        ...record(() => holds()),
        forms: [form({ mode: "exact", instances: fc.integer({ min: 0, max: 999 }), check, parts })],
      });

    it("counts how often each part was reached, and forms that share a label together", async () => {
      const even = claim({ even: (n) => n % 2 === 0, "at least 0": (n) => n >= 0 });
      const { verdict, coverage } = await verify(
        { ...even, forms: [...even.forms, ...even.forms] },
        { runs: 30 },
      );
      expect(verdict).toBe("holds");
      expect(coverage!.map(({ part, runs }) => [part, runs])).toEqual([
        ["even", 60],
        ["at least 0", 60],
      ]);
      expect(coverage![1]!.reached).toBe(60);
      expect(coverage![0]!.reached).toBeGreaterThan(10);
      expect(coverage![0]!.reached).toBeLessThan(50);
    });

    it("makes a record inconclusive if a part was never reached, unless there were few instances", async () => {
      const never = claim({ "n > 1000": (n) => n > 1000 });
      const { verdict, reason, coverage } = await verify(never, { runs: 20 });
      expect([verdict, reason]).toEqual([
        "inconclusive",
        'none of 20 instances reached the part "n > 1000" of the hypotheses',
      ]);
      expect(coverage).toEqual([{ part: "n > 1000", reached: 0, runs: 20 }]);
      expect((await verify(never, { runs: 19 })).verdict).toBe("holds");
    });

    it("is not counted on what shrinking looks at, nor in replays", async () => {
      const parts = { any: () => true };
      const refuted = await verify(
        claim(parts, (n) => n < 17),
        { runs: 50, seed: 3 },
      );
      expect(refuted).not.toHaveProperty("coverage");
      const { path, seed } = refuted.counterexample!;
      expect(await verify(claim(parts), { path, seed })).not.toHaveProperty("coverage");
    });

    it("is an error where the test of a part returns no boolean", async () => {
      expect(await verify(claim({ odd: ((n: number) => n % 2) as never }), { runs: 5 })).toMatchObject({
        verdict: "error",
        error: { detail: expect.stringMatching(/^TypeError: part "odd": expected true or false, got [01]$/) },
      });
    });
  });
});
