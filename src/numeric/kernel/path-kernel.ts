/**
 * The compiled inner loops (`kernel/kernel.ts`) and the memory they work in.
 *
 * WebAssembly because typed arrays that are not constants of the program cost three loads more per access, and because it is
 * fast from the first call: small systems are solved before the compiler has warmed up. One memory serves many users in turn:
 * who finds it in other hands loads its data again.
 */
import { KERNEL } from "./path-kernel-binary.js";

interface KernelExports {
  setTime(header: number, tRe: number, tIm: number): void;
  evaluate(header: number): void;
  startSeries(header: number, dRe: number, dIm: number): void;
  seriesCoefficient(header: number, order: number): void;
  addHigherOrders(header: number, order: number, direction: number): void;
  updateSeries(header: number, order: number): void;
  evaluateTape(header: number): void;
  tapeCoefficient(header: number, order: number): void;
  updateTape(header: number, order: number): void;
  factor(n: number, aRe: number, aIm: number, lu: number): number;
  solve(n: number, lu: number, bRe: number, bIm: number, x: number): void;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// The types of Node 20 leave WebAssembly to those of browsers.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (descriptor: { initial: number }) => Memory;
};

const PAGE = 65_536;
/** Where data begins; zero stays free. */
export const BASE = 64;

const compiled = new Map<string, object>();

/** A memory with a kernel over it: that of the solver, or the one whose build is given. */
export class Workspace<Exports = KernelExports> {
  readonly kernel: Exports;
  /** Whose data the memory holds. */
  owner: object | null = null;
  /** Keeps what the owner still needs when another comes. */
  private keep: (() => void) | undefined;
  /** Changes whenever views of the memory must be made again. */
  generation = 0;
  private readonly memory: Memory;
  private pages = 1;

  constructor(binary: string = KERNEL) {
    let module = compiled.get(binary);
    if (module === undefined) {
      module = new WebAssembly.Module(Buffer.from(binary, "base64"));
      compiled.set(binary, module);
    }
    this.memory = new WebAssembly.Memory({ initial: this.pages });
    this.kernel = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as Exports;
  }

  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /**
   * Hands the memory over: at least so many bytes, whose contents are the former owner's.
   *
   * @param keep called before the memory is another's.
   */
  claim(owner: object, bytes: number, keep?: () => void): void {
    if (this.owner === owner) return;
    this.keep?.();
    this.owner = owner;
    this.keep = keep;
    const wanted = Math.ceil(bytes / PAGE);
    if (wanted <= this.pages) return;
    this.memory.grow(wanted - this.pages);
    this.pages = wanted;
    this.generation++;
  }
}
