/**
 * The theorems of the theory as executable records. Tests, the command, the index page and the LaTeX list of statements
 * are generated from this list.
 */
import type { Theorem } from "landscape-atlas/theorems";
import * as columnNormalised from "./column-normalised.js";

export const theorems: readonly Theorem[] = [...Object.values(columnNormalised)];
