/** `analyze` with the solver as a user meets it: threads and interrupts. */
import { describe, expect, it } from "vitest";
import { run as command, expectRefusal, signalled, spawned } from "../../support/command.js";
import { diag, type Entry, given } from "../../support/problems.js";

const analyze = (input: object, ...args: readonly string[]) =>
  spawned(["analyze", "-", "--method", "paths", "--format", "json", ...args], JSON.stringify(input));

const GENERAL: Entry[][] = [
  [3, 1, -2],
  [1, 5, 1],
  [-2, 1, 7],
];
/** Some 2500 paths. */
const ROTORS = {
  model: given(GENERAL),
  objective: { kind: "bilinear", normalize: "columns", tied: true, embedding: 3 },
};
/** Many seconds. */
const PREDICTOR = {
  model: given(diag(3, 2), diag(4, 3)),
  objective: { kind: "predictor", embedding: 2, weightDecay: "1/20", stopGradient: false },
};

describe("analyze without --method", () => {
  const run = (args: readonly string[]) => command(["analyze", "-", ...args], JSON.stringify(WELLS));
  const WELLS = {
    model: given([[1]]),
    objective: { kind: "custom", loss: "x^4 - 2*x^2", variables: { x: [1, 1] } },
  };

  it("lists a custom loss by the solver and says so", async () => {
    const { status, stdout } = await run(["--format", "json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ method: "solve", census: { total: "3" } });
  });

  it("prints the reason in place of a table without rows", async () => {
    for (const format of ["text", "md", "tex"]) {
      const { status, stdout } = await run(["--method", "closed-form", "--format", format]);
      expect(status).toBe(3);
      expect(stdout).toMatch(/no closed form.*method auto or solve/);
      expect(stdout).not.toMatch(/nullity|residual/);
    }
    const csv = await run(["--method", "closed-form", "--format", "csv"]);
    expect(csv.stdout).toMatch(/^id,value,.*\r\n$/);
    expect(csv.stderr).toMatch(/^warning: no components: custom loss: no closed form/);
  });

  it("refuses methods that are not there", async () => {
    expectRefusal(
      await run(["--method", "elimination"]),
      /^--method: expected auto, closed-form, algebra, paths, solve, both/,
    );
  });

  it("takes the presets of paths, and refuses others", async () => {
    const { status } = await run(["--method", "paths", "--preset", "fast"]);
    expect(status).toBe(0);
    expectRefusal(await run(["--preset", "slow"]), /^--preset: expected fast, default, conservative, got/);
  });

  it("takes elimination by name", async () => {
    const { stdout } = await run(["--method", "algebra", "--format", "json"]);
    expect(JSON.parse(stdout).method).toBe("algebra");
  });
});

describe("analyze --method paths", () => {
  it("writes the same bytes with 1 and 3 threads", { timeout: 60_000 }, async () => {
    const one = analyze(ROTORS, "--threads", "1");
    expect(JSON.parse(one.stdout)).toMatchObject({ audit: { complete: true, paths: { started: 22 } } });
    expect(analyze(ROTORS, "--threads", "3")).toEqual(one);
  });

  it("writes what it has on Ctrl-C, incomplete, with status 3", { timeout: 60_000 }, async () => {
    // At work from then on, other threads soon, and far from done.
    const { status, stdout, stderr } = await signalled(
      ["analyze", "-", "--method", "paths", "--format", "json", "--threads", "2"],
      { signal: "SIGINT", delay: 2000, input: JSON.stringify(PREDICTOR) },
    );
    expect({ status, stderr }).toEqual({ status: 3, stderr: "" });
    const { audit, components } = JSON.parse(stdout);
    expect(components).toEqual([]);
    expect(audit).toMatchObject({
      complete: false,
      paths: { started: 0, finite: 0, atInfinity: 0, failed: 0 },
    });
    expect(audit.reason).toMatch(
      /^interrupted: 0 components were classified; solver: interrupted: \d+ generic solutions were found/,
    );
  });
});
