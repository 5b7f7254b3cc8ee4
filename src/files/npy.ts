/**
 * Arrays as `np.save` writes them: `\x93NUMPY`, the version, the length of the header (2 bytes little-endian in version 1, 4 later),
 * the header — text of a Python dictionary with `descr`, `fortran_order` and `shape` —, then the entries.
 *
 *   descr  '<f8' or '<f4'     fortran_order  False: row by row, True: column by column     shape  (), (n,) or (rows, columns)
 *
 * Source: NumPy Enhancement Proposal 1. Not covered: other types, more dimensions, `.npz` archives.
 */
import { ProblemError, show } from "./problem-error.js";

/** As NumPy's `tolist`: a scalar, a vector, or rows. */
export type NpyArray = number | number[] | number[][];

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether these bytes begin as such a file does. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, k) => bytes[k] === byte);

/**
 * @param bytes of a file for which `isNpy` holds.
 * @throws ProblemError, one line, for what is not covered or cut short.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return refuse("a whole .npy file", `${bytes.length} bytes`);
  const version = bytes[6]!;
  if (version < 1 || version > 3) return refuse("a .npy file of version 1, 2 or 3", `${version}`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) return refuse("a whole .npy file", `${bytes.length} of ${end} bytes and more`);
  const { descr, fortran, shape } = readHeader(Buffer.from(bytes.subarray(start, end)).toString("latin1"));
  const size = descr === "<f8" ? 8 : 4;
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== end + count * size)
    return refuse(
      `a .npy file with ${count} entries of ${size} bytes`,
      `${bytes.length - end} bytes of them`,
    );
  const entry = (k: number): number =>
    size === 8 ? view.getFloat64(end + 8 * k, true) : view.getFloat32(end + 4 * k, true);
  const [rows, columns] = shape;
  if (rows === undefined) return entry(0);
  if (columns === undefined) return Array.from({ length: rows }, (_, i) => entry(i));
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => entry(fortran ? j * rows + i : i * columns + j)),
  );
}

function readHeader(header: string) {
  const descr = /'descr':\s*('[^']*'|\[[^\]]*\])/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || shape === undefined)
    return refuse("a .npy header with descr, fortran_order and shape", show(header.trim()));
  if (descr !== "'<f8'" && descr !== "'<f4'")
    return refuse("a .npy file of little-endian floats ('<f8' or '<f4')", descr);
  const lengths = shape.split(",").flatMap((length) => (length.trim() === "" ? [] : [Number(length)]));
  if (lengths.length > 2) return refuse("a .npy file of a matrix, a vector or a number", `(${shape})`);
  return { descr: descr.slice(1, -1), fortran: order === "True", shape: lengths };
}

function refuse(expected: string, got: string): never {
  throw new ProblemError(["point"], expected, got);
}
