/** [p, d] = [rows, columns] of M. */
export function dictionaryShape(spec) {
    if (spec.kind === "identity")
        return [spec.size, spec.size];
    return spec.kind === "matrix" ? [spec.rows.rows, spec.rows.columns] : [spec.rows, spec.columns];
}
