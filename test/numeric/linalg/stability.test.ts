import { describe, expect, it } from "vitest";
import { splitBlocks } from "../../../src/numeric/linalg/blocks.js";
import { stabilityOf } from "../../../src/numeric/linalg/stability.js";
import { counts, covector, triplets } from "../../support/triplets.js";

describe("stabilityOf", () => {
  it("counts real parts of a matrix that is not symmetric", () => {
    // Rotation with decay, and a growing mode.
    const blocks = splitBlocks(
      triplets([
        [-1, -5, 0],
        [5, -1, 0],
        [0, 0, 2],
      ]),
      [],
    );
    expect(counts(stabilityOf(blocks))).toEqual([2, 0, 1, 0]);
  });

  it("deflates a defective zero when its kernel is known", () => {
    // Jordan block for 0 beside 1: eigenvalues 0, 0, 1.
    const rows = [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ];
    const known = stabilityOf(splitBlocks(triplets(rows), []), [covector([1, 0, 0])]);
    expect(counts(known)).toEqual([0, 2, 1, 0]);
  });
});

describe("stabilityOf near a Jordan block", () => {
  it("takes clear signs from a Lyapunov inequality", () => {
    // (λ + 6)², defective; (λ − 3)² and (λ + 2)² in one block.
    expect(
      counts(
        stabilityOf(
          splitBlocks(
            triplets([
              [0, -6],
              [6, -12],
            ]),
            [],
          ),
        ),
      ),
    ).toEqual([2, 0, 0, 0]);
    const mixed = [
      [3, 1, 0, 1],
      [0, 3, 1, 0],
      [0, 0, -2, 1],
      [0, 0, 0, -2],
    ];
    expect(counts(stabilityOf(splitBlocks(triplets(mixed), [])))).toEqual([2, 0, 2, 0]);
  });

  it("stays undecided where a small change moves an eigenvalue across the axis", () => {
    // Jordan block of order 4 for −10⁻⁴: a change by 10⁻¹⁶ moves its eigenvalues by 10⁻⁴.
    const near = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: 4 }, (_, j) => (i === j ? -1e-4 : j === i + 1 ? 1 : 0)),
    );
    expect(stabilityOf(splitBlocks(triplets(near), [])).undecided).toBe(4);
  });
});

describe("stabilityOf with a kernel that crosses blocks", () => {
  it("takes a vector apart, and leaves out parts that are rounding", () => {
    // Two nilpotent blocks; the kernel vector e1 + 1e-12 e3 is a tangent in the first block only.
    const rows = [
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, -1, 4],
      [0, 0, 0, -2],
    ];
    const deflated = stabilityOf(splitBlocks(triplets(rows), []), [covector([1, 0, 1e-12, 0])]);
    expect(counts(deflated)).toEqual([2, 2, 0, 0]);
  });

  it("counts equal blocks as often as they come", () => {
    const block = [
      [-1, 1],
      [0, 2],
    ];
    const rows = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: 6 }, (_, j) => (i >> 1 === j >> 1 ? block[i % 2]![j % 2]! : 0)),
    );
    expect(counts(stabilityOf(splitBlocks(triplets(rows), [])))).toEqual([3, 0, 3, 0]);
  });
});
