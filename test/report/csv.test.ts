import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import { atlas, component } from "./fixtures.js";

/** RFC 4180, read by an automaton of its own. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let k = 0; k < text.length; k++) {
    const character = text[k]!;
    if (quoted && character === '"' && text[k + 1] === '"') {
      field += '"';
      k++;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ",") {
      row.push(field);
      field = "";
    } else if (!quoted && character === "\r" && text[k + 1] === "\n") {
      rows.push([...row, field]);
      row = [];
      field = "";
      k++;
    } else field += character;
  }
  expect([row, field, quoted]).toEqual([[], "", false]);
  return rows;
}

describe("CSV of an atlas", () => {
  it("gives back every id, value and count exactly", () => {
    const row = fc.record({
      id: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      multiplicity: fc.bigInt({ min: 0n, max: 10n ** 40n }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const text = render({ kind: "atlas", atlas: atlas({ components: rows.map(component) }) }, "csv");
        const [header, ...lines] = parseCsv(text);
        const column = (name: string) => lines.map((line) => line[header!.indexOf(name)]!);
        expect(column("id")).toEqual(rows.map(({ id }) => id));
        expect(column("value").map(Number)).toEqual(rows.map(({ value }) => value));
        expect(column("multiplicity").map(BigInt)).toEqual(rows.map(({ multiplicity }) => multiplicity));
      }),
    );
  });

  it("has as many fields in every line as in the header", () => {
    const [header, ...lines] = parseCsv(render({ kind: "atlas", atlas: atlas() }, "csv"));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toHaveLength(header!.length);
  });

  it("has a header, and no rows, where the components could not be counted", () => {
    const census = { title: "t", reason: "no closed form" };
    expect(render({ kind: "census", census }, "csv")).toBe("index,components\r\n");
  });
});
