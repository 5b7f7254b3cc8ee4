import { describe, expect, it } from "vitest";
import { readPoint } from "../../src/dynamics/point-file.js";
import { isNpy, readNpy } from "../../src/files/npy.js";
import { toRows } from "../../src/numeric/linalg/dense.js";
import { diag, given, problem } from "../support/problems.js";

/** np.save(np.array([[1, 2.5], [-3, 4]])), byte for byte as NumPy writes it: the header padded to 64 with blanks and a line break. */
function npy(
  descr: string,
  fortran: boolean,
  shape: string,
  entries: readonly number[],
  version = 1,
): Buffer {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }`;
  const start = version === 1 ? 10 : 12;
  const padded = `${text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1)}\n`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(padded.length, 0, length.length);
  const data = descr === "'<f4'" ? Float32Array.from(entries) : Float64Array.from(entries);
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]),
    length,
    Buffer.from(padded, "latin1"),
    Buffer.from(data.buffer),
  ]);
}

const rows = [
  [1, 2.5, 0],
  [-3, 4, 8],
];

describe("a .npy file", () => {
  it.each([
    ["row by row", npy("'<f8'", false, "(2, 3)", [1, 2.5, 0, -3, 4, 8])],
    ["column by column", npy("'<f8'", true, "(2, 3)", [1, -3, 2.5, 4, 0, 8])],
    ["of single precision", npy("'<f4'", false, "(2, 3)", [1, 2.5, 0, -3, 4, 8])],
    ["of version 2", npy("'<f8'", false, "(2, 3)", [1, 2.5, 0, -3, 4, 8], 2)],
  ])("is read %s", (_, bytes) => {
    expect(isNpy(bytes)).toBe(true);
    expect(readNpy(bytes)).toEqual(rows);
    // At an odd place of a larger buffer, too.
    expect(readNpy(Buffer.concat([Buffer.from([0]), bytes]).subarray(1))).toEqual(rows);
  });

  it("may hold a vector or a number", () => {
    expect(readNpy(npy("'<f8'", false, "(3,)", [1, 2, 3]))).toEqual([1, 2, 3]);
    expect(readNpy(npy("'<f8'", false, "()", [7]))).toBe(7);
  });

  it.each([
    [
      npy("'>f8'", false, "(1,)", [1]),
      "point: expected a .npy file of little-endian floats ('<f8' or '<f4'), got '>f8'",
    ],
    [
      npy("'<i8'", false, "(1,)", [1]),
      "point: expected a .npy file of little-endian floats ('<f8' or '<f4'), got '<i8'",
    ],
    [
      npy("'<f8'", false, "(1, 1, 1)", [1]),
      "point: expected a .npy file of a matrix, a vector or a number, got (1, 1, 1)",
    ],
    [
      npy("'<f8'", false, "(3,)", [1]),
      "point: expected a .npy file with 3 entries of 8 bytes, got 8 bytes of them",
    ],
    [npy("'<f8'", false, "(1,)", [1]).subarray(0, 40), /^point: expected a whole \.npy file, got 40 of/],
    [npy("'<f8'", false, "(1,)", [1]).subarray(0, 7), "point: expected a whole .npy file, got 7 bytes"],
    [npy("'<f8'", false, "(1,)", [1], 4), "point: expected a .npy file of version 1, 2 or 3, got 4"],
  ])("is refused in one line: %#", (bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(message);
  });

  it("is a point of a problem in one variable", () => {
    const { landscape } = problem(given(diag(2, 1)), { kind: "cross-correlation", embedding: 2 }).objective;
    const { W } = readPoint(npy("'<f8'", true, "(2, 2)", [1, 3, 2, 4]), landscape!);
    expect(toRows(W!)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => readPoint(npy("'<f8'", false, "(2, 2)", [1, Number.NaN, 0, 1]), landscape!)).toThrow(
      "point.W: expected 2×2 finite numbers, got NaN",
    );
  });
});
