import { describe, expect, it } from "vitest";
import { z } from "zod";
import { object, parse, positiveNumber } from "../../src/files/fields.js";
import { isOf, type Kind, KindTable, nameOf } from "../../src/files/kinds.js";

const point = { schema: object({ kind: z.literal("point") }) };
const disc = { schema: object({ kind: z.literal("disc"), radius: positiveNumber }) };
const table = new KindTable<Kind>([point, disc]);

describe("a table of kinds", () => {
  it("has the names of its rows, in their order, and finds rows by them", () => {
    expect(table.names).toEqual(["point", "disc"]);
    expect(table.of({ kind: "disc" })).toBe(disc);
    expect(nameOf(disc)).toBe("disc");
    expect(isOf(disc, { kind: "disc" })).toBe(true);
    expect(isOf(point, { kind: "disc" })).toBe(false);
  });

  it("reads the fields of the kind that is named", () => {
    expect(parse(table.schema, { kind: "point" }, [])).toEqual({ kind: "point" });
    expect(() => parse(table.schema, { kind: "disc", radius: 0 }, ["shape"])).toThrow(
      "shape.radius: expected a number > 0, got 0",
    );
    expect(() => parse(table.schema, { kind: "dise" }, ["shape"])).toThrow(
      'shape.kind: expected one of point, disc (did you mean disc?), got "dise"',
    );
  });

  it("grows into another table and stays as it is", () => {
    const square = { schema: object({ kind: z.literal("square") }) };
    expect(table.with(square).names).toEqual(["point", "disc", "square"]);
    expect(table.names).toEqual(["point", "disc"]);
  });

  it("refuses two rows of one kind, and a kind that no row has", () => {
    expect(() => table.with(point)).toThrow("kinds: expected different ones, got point, disc, point");
    expect(() => table.of({ kind: "constructor" })).toThrow(
      "kind: expected one of point, disc, got constructor",
    );
  });
});
