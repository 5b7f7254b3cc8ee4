/**
 * Data as a kernel takes it: a header of numbers and places, arrays that are loaded with it, and room for what is computed.
 *
 * Places are bytes in the kernel's memory, each in whole pairs of doubles; what the words of a header are: `layout.ts`.
 */
import { BASE } from "./path-kernel.js";

const PAIR = 16;

/** Lays out the memory of one user of a kernel; what is loaded comes before all room. */
export class Image<Field extends string> {
  private readonly arrays: [place: number, values: Int32Array | Float64Array | Uint8Array][] = [];
  private readonly header: Uint32Array;
  /** Where the next array begins, and where what is loaded ends. */
  private next: number;
  private loaded: number;

  /** @param fields the word of each field in the header. @param bytes the length of the header. */
  constructor(
    private readonly fields: Readonly<Record<Field, number>>,
    bytes: number,
  ) {
    this.header = new Uint32Array(bytes / 4);
    this.next = BASE + bytes;
    this.loaded = this.next;
  }

  /** Bytes of all of it, from 0. */
  get bytes(): number {
    return this.next;
  }

  /** Sets words of the header. */
  numbers(values: Partial<Record<Field, number>>): void {
    for (const [field, value] of Object.entries(values) as [Field, number][])
      this.header[this.fields[field]] = value;
  }

  /** An array that is loaded, as it is when `bytesToLoad` is called; returns its place. */
  array(field: Field | null, values: Int32Array | Float64Array | Uint8Array): number {
    const at = this.room(field, values.byteLength);
    this.arrays.push([at, values]);
    this.loaded = this.next;
    return at;
  }

  /** Room for so many bytes; returns its place. */
  room(field: Field | null, bytes: number): number {
    const at = this.next;
    if (field !== null) this.numbers({ [field]: at } as Record<Field, number>);
    this.next += Math.ceil(bytes / PAIR) * PAIR;
    return at;
  }

  /** Header and arrays, to be loaded at BASE. */
  bytesToLoad(): Uint8Array {
    const image = new Uint8Array(this.loaded - BASE);
    image.set(new Uint8Array(this.header.buffer));
    for (const [at, { buffer, byteOffset, byteLength }] of this.arrays)
      image.set(new Uint8Array(buffer, byteOffset, byteLength), at - BASE);
    return image;
  }
}
