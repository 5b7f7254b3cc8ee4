/** `census` as a user meets it. */
import { expect, it } from "vitest";
import { run } from "../../support/command.js";

const columns = (embedding: number) =>
  JSON.stringify({
    model: { moments: { gamma: [[3, 0, 0], [0, 2, 0], [0, 0, 1]] } }, // biome-ignore format: a matrix
    objective: { kind: "bilinear", normalize: "columns", embedding },
  });

it("counts at any size, without listing", async () => {
  // Every column is copied or reversed: 2³ components, m − 1 directions down per reversed one.
  const { status, stdout } = await run(["census", "-", "--format", "json"], columns(101));
  expect(status).toBe(0);
  expect(JSON.parse(stdout).census).toEqual({
    byIndex: { 0: "1", 100: "3", 200: "3", 300: "1" },
    total: "8",
  });
});

it("says why there is no count, with status 3", async () => {
  const custom = JSON.stringify({
    model: { moments: { gamma: [[1]] } },
    objective: { kind: "custom", loss: "x^4 - 2*x^2", variables: { x: [1, 1] } },
  });
  const { status, stderr } = await run(["census", "-", "--method", "closed-form"], custom);
  expect(status).toBe(3);
  expect(stderr).toMatch(/^warning: .*no closed form/);
});
