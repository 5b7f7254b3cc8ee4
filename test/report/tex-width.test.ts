import { expect, test } from "vitest";
import { texWidth } from "../../src/report/tex-width.js";

/** Widths that pdflatex reports for `\setbox0\hbox{…}\showthe\wd0` in the T1 fonts of a ten-point article. */
test.each([
  ["non-collapsed-bad", 10, false, 78.39],
  ["$-2825138/2019241$", 10, false, 82.78],
  ["\\texttt{rows=1,1,2}", 10, false, 52.5],
  ["-4 W \\Gamma + 4 W \\Sigma W^{\\top} W \\Sigma = 0", 10, true, 119.11],
  ["global-minimum", 8, false, 60.21],
  ["$1.1 \\times 10^{-16}$", 8, false, 43.36],
])(
  "the width of %s at %d points is estimated from above, by less than a quarter",
  (tex, size, mathematics, measured) => {
    const width = texWidth(tex, size, mathematics);
    expect(width).toBeGreaterThan(0.98 * measured);
    expect(width).toBeLessThan(1.25 * measured);
  },
);
