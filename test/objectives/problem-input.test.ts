/** The typed form of problems: what the compiler refuses (`@ts-expect-error`, by `npm run types`) is refused at run time too. */
import {
  buildProblem,
  type ObjectiveInput,
  type ProblemInput,
  parseProblem,
  parseSystem,
} from "landscape-atlas";
import { describe, expect, expectTypeOf, it } from "vitest";
import { parseProblemFile } from "../../src/objectives/schema.js";

const model = {
  dictionary: { kind: "identity", size: 3 },
  latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] },
  augmentation: { kind: "independent-masks", keep: "1/2" },
} as const satisfies ProblemInput["model"];

const moments = {
  moments: {
    gamma: [
      [1, 0],
      ["0", "1/2"],
    ],
  },
} satisfies ProblemInput["model"];

describe("a typed problem", () => {
  it("is the problem that its JSON is", () => {
    const input = {
      model,
      objective: { kind: "bilinear", embedding: 2, normalize: "columns" },
    } as const satisfies ProblemInput;
    expect(parseProblem(input)).toEqual(parseProblemFile(JSON.parse(JSON.stringify(input))));
    expect(buildProblem(input).title).toBe(buildProblem(parseProblem(input)).title);
  });

  it("has every kind of objective, and the fields of each", () => {
    expectTypeOf<ObjectiveInput["kind"]>().toEqualTypeOf<
      | "bilinear"
      | "spectral-contrastive"
      | "cross-correlation"
      | "predictor"
      | "relu-alignment"
      | "relu-contrastive"
      | "custom"
    >();
    type Field<Kind extends string, Name extends string> =
      Extract<ObjectiveInput, { kind: Kind }> extends infer Fields extends { [K in Name]?: unknown }
        ? Fields[Name]
        : never;
    expectTypeOf<Field<"predictor", "weightDecay">>().toEqualTypeOf<number | string>();
    expectTypeOf<Field<"bilinear", "weightDecay">>().toEqualTypeOf<number | string | undefined>();
    expectTypeOf<Field<"bilinear", "normalize">>().toEqualTypeOf<"none" | "columns" | "rows" | "frobenius">();
    expectTypeOf<Field<"custom", "variables">>().toEqualTypeOf<
      Record<string, readonly [number | string, number | string] | readonly [number | string]>
    >();
  });

  it("needs no model where a custom loss uses none", () => {
    const problem = buildProblem({
      objective: { kind: "custom", loss: "norm2(w)", variables: { w: [2, 1] } },
    });
    expect(problem.objective.encoder).toBe("w");
  });

  it("of a wrong kind is an error of the compiler", () => {
    // @ts-expect-error: the kind is "cross-correlation".
    const input: ProblemInput = { model: moments, objective: { kind: "crosscorrelation", embedding: 1 } };
    expect(() => parseProblem(input)).toThrow(/objective\.kind: expected one of .*cross-correlation/);
  });

  it("with a misspelt key is an error of the compiler", () => {
    // @ts-expect-error: the key is "embedding".
    const input: ProblemInput = { model: moments, objective: { kind: "cross-correlation", embeding: 1 } };
    expect(() => parseProblem(input)).toThrow(/objective\.embeding: .*embedding/);
    // @ts-expect-error: the key is "objective".
    const other: ProblemInput = { model: moments, objectve: { kind: "cross-correlation", embedding: 1 } };
    expect(() => parseProblem(other)).toThrow(/objectve/);
  });

  it("with a field of another kind, without a field, or with one of another type is an error of the compiler", () => {
    const kind = "cross-correlation";
    // @ts-expect-error: cross-correlation has no weight decay.
    const input: ProblemInput = { model: moments, objective: { kind, embedding: 1, weightDecay: 1 } };
    expect(() => buildProblem(input)).toThrow(/weightDecay/);
    expect(() =>
      // @ts-expect-error: the predictor needs `stopGradient`.
      buildProblem({ model: moments, objective: { kind: "predictor", embedding: 1, weightDecay: 1 } }),
    ).toThrow(/stopGradient/);
    expect(() =>
      buildProblem({
        // @ts-expect-error: a matrix is an array of rows.
        model: { moments: { gamma: [1, 2] } },
        objective: { kind: "cross-correlation", embedding: 1 },
      }),
    ).toThrow(/model\.moments\.gamma/);
  });
});

describe("a typed polynomial system", () => {
  it("is the system of its file", () => {
    const { equations } = parseSystem({ variables: ["x", "y"], equations: ["x^2 + y^2 - 1", "x - y"] });
    expect(equations.map((f) => f.toText(["x", "y"]))).toEqual(["x^2 + y^2 - 1", "x - y"]);
  });

  it("is checked like one", () => {
    // @ts-expect-error: the field is "equations".
    expect(() => parseSystem({ variables: ["x"], equation: ["x"] })).toThrow(
      /^equation: expected only the fields variables, equations/,
    );
  });
});
