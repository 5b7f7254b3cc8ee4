/**
 * The theorems of the theory as executable records. Tests, the command, the index page and the LaTeX list of statements
 * are generated from this list.
 */
import type { Theorem } from "landscape-atlas/theorems";
import * as columnMinima from "./column-minima.js";
import * as columnNormalised from "./column-normalised.js";
import * as columnTied from "./column-tied.js";
import * as eulerCharacteristics from "./euler-characteristics.js";
import * as moments from "./moments.js";
import * as reluAlignment from "./relu-alignment.js";
import * as reluContrastive from "./relu-contrastive.js";
import * as rowNormalised from "./row-normalised.js";
import * as trainingLimits from "./training-limits.js";
import * as unconstrained from "./unconstrained.js";
import * as unitNorm from "./unit-norm.js";

export const theorems: readonly Theorem[] = [
  ...Object.values(moments),
  ...Object.values(columnNormalised),
  ...Object.values(columnMinima),
  ...Object.values(columnTied),
  ...Object.values(rowNormalised),
  ...Object.values(unitNorm),
  ...Object.values(unconstrained),
  ...Object.values(reluAlignment),
  ...Object.values(reluContrastive),
  ...Object.values(trainingLimits),
  ...Object.values(eulerCharacteristics),
];
