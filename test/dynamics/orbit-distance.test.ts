import { describe, expect, it } from "vitest";
import { alongOrbit, separation, sideBySide } from "../../src/dynamics/orbit-distance.js";
import { fromRows, type Matrix, multiply, toRows, transpose } from "../../src/numeric/linalg/dense.js";

const rotation = (angle: number): Matrix =>
  fromRows([
    [Math.cos(angle), -Math.sin(angle)],
    [Math.sin(angle), Math.cos(angle)],
  ]);
const W = fromRows([
  [1, 0, 2],
  [0, 3, 1],
]);
const P = fromRows([
  [2, 1],
  [0, 5],
]);

describe("the nearest point of an orbit", () => {
  it("is the point itself on the orbit, reflections and conjugated variables included", () => {
    const mirror = multiply(
      rotation(0.7),
      fromRows([
        [1, 0],
        [0, -1],
      ]),
    );
    const turned = { W: multiply(mirror, W), P: multiply(multiply(mirror, P), transpose(mirror)) };
    expect(separation(turned, alongOrbit(turned, { W, P }, ["W"], ["P"]))).toBeLessThan(1e-14);
  });

  it("of one vector is its direction: the distance is that of the lengths", () => {
    const column = (x: number, y: number) => ({ w: fromRows([[x], [y]]) });
    const point = column(3, 4);
    expect(separation(point, alongOrbit(point, column(0, 2), ["w"], []))).toBeCloseTo(3, 14);
  });

  it("is not farther than any of a thousand rotations", () => {
    const point = {
      W: fromRows([
        [0, 1, 1],
        [2, -1, 0],
      ]),
    };
    const best = separation(point, alongOrbit(point, { W }, ["W"], []));
    const all = Array.from({ length: 1000 }, (_, k) => rotation((2 * Math.PI * k) / 1000)).flatMap((r) =>
      [
        r,
        multiply(
          r,
          fromRows([
            [1, 0],
            [0, -1],
          ]),
        ),
      ].map((q) => separation(point, { W: multiply(q, W) })),
    );
    expect(best).toBeLessThanOrEqual(Math.min(...all) + 1e-14);
    expect(best).toBeCloseTo(Math.min(...all), 3);
  });
});

it("side by side are the columns of all, in the order of the names", () => {
  expect(toRows(sideBySide({ W, P }, ["P", "W"]))).toEqual([
    [2, 1, 1, 0, 2],
    [0, 5, 0, 3, 1],
  ]);
  expect(sideBySide({ W }, [])).toEqual({ rows: 0, columns: 0, data: new Float64Array(0) });
});
