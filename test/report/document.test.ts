import { expect, it } from "vitest";
import { noteBlocks } from "../../src/report/document.js";

it("notes without a line are left out, the others stay in their order", () => {
  const [first, second] = [
    { heading: "Warnings", lines: ["one"] },
    { heading: "Reasons", lines: ["two", "three"] },
  ];
  expect(noteBlocks([first!, { heading: "Nothing", lines: [] }, second!])).toEqual([first, second]);
  expect(noteBlocks([])).toEqual([]);
});
