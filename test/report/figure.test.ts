import { describe, expect, it } from "vitest";
import { type FigurePanel, figureSvg } from "../../src/report/figure.js";

const panel: FigurePanel = {
  title: "a < b",
  xLabel: "epoch",
  yLabel: "recovery & more",
  yDomain: [0, 1],
  series: [
    { label: "max", x: [0, 1, 2], y: [0.5, 0.75, 1], low: [0.4, 0.7, 0.9], high: [0.6, 0.8, 1] },
    { label: "min", x: [0, 1, 2], y: [0, 0.25, Number.NaN] },
  ],
};

/** Numbers of every path, in order. */
const paths = (svg: string): number[][] =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke-width/g)].map(([, d]) =>
    [...d!.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number)),
  );

describe("figureSvg", () => {
  it("is the reviewed picture, byte for byte", async () => {
    const svg = figureSvg({
      title: "Golden",
      panels: [
        panel,
        {
          xLabel: "n",
          yLabel: "error",
          xScale: "log",
          yScale: "log",
          series: [{ label: "max", x: [1, 10, 100, 1000], y: [1, 0.1, 0.01, 1e-3] }],
        },
      ],
    });
    await expect(svg).toMatchFileSnapshot("golden/figure.svg");
  });

  it("draws points where the scale says", () => {
    const [max, min] = paths(figureSvg({ title: "t", panels: [panel] }));
    // The frame is 58…286 by 168…26 and the axis 0…1.
    expect(max).toEqual([58, 97, 172, 61.5, 286, 26]);
    expect(min).toEqual([58, 168, 172, 132.5]);
  });

  it("draws a power law as a straight line on logarithmic axes", () => {
    const svg = figureSvg({
      title: "t",
      panels: [
        {
          xLabel: "n",
          yLabel: "error",
          xScale: "log",
          yScale: "log",
          series: [{ label: "s", x: [1, 4, 16, 64], y: [8, 4, 2, 1] }],
        },
      ],
    });
    const [x0, y0, x1, y1, x2, y2, x3, y3] = paths(svg)[0]!;
    const slopes = [(y1! - y0!) / (x1! - x0!), (y2! - y1!) / (x2! - x1!), (y3! - y2!) / (x3! - x2!)];
    // Coordinates are rounded to 0.01 pixels, steps are 76 wide.
    for (const slope of slopes) expect(slope).toBeCloseTo(142 / 228, 3);
  });

  it("escapes what would be markup", () => {
    const svg = figureSvg({ title: 'x"<y>', panels: [panel] });
    expect(svg).toContain("a &lt; b");
    expect(svg).toContain("recovery &amp; more");
    expect(svg).toContain("x&quot;&lt;y&gt;");
  });

  it("gives equal labels one colour in every panel", () => {
    const svg = figureSvg({ title: "t", panels: [panel, panel] });
    expect(svg.match(/stroke="#0072b2"/g)).toHaveLength(3); // legend and two lines
  });

  it("refuses columns of different length and empty panels", () => {
    const series = [{ label: "s", x: [0, 1], y: [0] }];
    expect(() => figureSvg({ title: "t", panels: [{ ...panel, series }] })).toThrow(
      'figure: expected y of "s" as long as x (2), got 1',
    );
    expect(() => figureSvg({ title: "t", panels: [{ ...panel, series: [] }] })).toThrow(RangeError);
    expect(() => figureSvg({ title: "t", panels: [] })).toThrow(RangeError);
  });
});
