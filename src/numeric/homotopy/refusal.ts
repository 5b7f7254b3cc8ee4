/** Systems that are not solved by paths: the input's fault, not the software's. */
export class SystemRefusal extends RangeError {
  override readonly name = "SystemRefusal";

  /** @param of what is wrong with the system: too many paths, or an equation that says nothing. */
  constructor(
    readonly of: "paths" | "equations",
    expected: string,
  ) {
    super(`${of}: expected ${expected}`);
  }
}
