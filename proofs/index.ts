/**
 * The theorems of the theory as executable records. Tests, the command, the index page and the LaTeX list of statements
 * are generated from this list.
 */
import type { Theorem } from "landscape-atlas/theorems";
import * as agreement from "./agreement.js";
import * as closedFormHypotheses from "./closed-form-hypotheses.js";
import * as columnMinima from "./column-minima.js";
import * as columnNormalised from "./column-normalised.js";
import * as columnTied from "./column-tied.js";
import * as contrastiveIdentities from "./contrastive-identities.js";
import * as cosineLosses from "./cosine-losses.js";
import * as crossCorrelation from "./cross-correlation.js";
import * as deepContrastive from "./deep-contrastive.js";
import * as directSet from "./direct-set.js";
import * as entryPenalties from "./entry-penalties.js";
import * as eulerCharacteristics from "./euler-characteristics.js";
import * as linearAutoencoder from "./linear-autoencoder.js";
import * as linearClip from "./linear-clip.js";
import * as linearJepa from "./linear-jepa.js";
import * as linearNetworkFlows from "./linear-network-flows.js";
import * as modeLosses from "./mode-losses.js";
import * as moments from "./moments.js";
import * as normalisedBarlow from "./normalised-barlow.js";
import * as optimalPredictor from "./optimal-predictor.js";
import * as predictorDynamics from "./predictor-dynamics.js";
import * as predictorEquilibria from "./predictor-equilibria.js";
import * as predictorJoint from "./predictor-joint.js";
import * as predictorMixedPairs from "./predictor-mixed-pairs.js";
import * as predictorStability from "./predictor-stability.js";
import * as reluAlignment from "./relu-alignment.js";
import * as reluContrastive from "./relu-contrastive.js";
import * as rowNormalised from "./row-normalised.js";
import * as simplexEmbeddings from "./simplex-embeddings.js";
import * as smallInitialisation from "./small-initialisation.js";
import * as spectralContrastive from "./spectral-contrastive.js";
import * as trainingLimits from "./training-limits.js";
import * as trainingTargets from "./training-targets.js";
import * as twoFactorLosses from "./two-factor-losses.js";
import * as twoLayerDecay from "./two-layer-decay.js";
import * as unconstrained from "./unconstrained.js";
import * as unconstrainedFeatures from "./unconstrained-features.js";
import * as unitNorm from "./unit-norm.js";
import * as vicRegHinge from "./vicreg-hinge.js";
import * as whitened from "./whitened.js";

export const theorems: readonly Theorem[] = [
  ...Object.values(moments),
  ...Object.values(columnNormalised),
  ...Object.values(columnMinima),
  ...Object.values(columnTied),
  ...Object.values(rowNormalised),
  ...Object.values(unitNorm),
  ...Object.values(unconstrained),
  ...Object.values(spectralContrastive),
  ...Object.values(crossCorrelation),
  ...Object.values(predictorJoint),
  ...Object.values(predictorEquilibria),
  ...Object.values(predictorMixedPairs),
  ...Object.values(predictorStability),
  ...Object.values(reluAlignment),
  ...Object.values(reluContrastive),
  ...Object.values(trainingLimits),
  ...Object.values(trainingTargets),
  ...Object.values(eulerCharacteristics),
  ...Object.values(agreement),
  ...Object.values(closedFormHypotheses),
  ...Object.values(predictorDynamics),
  ...Object.values(contrastiveIdentities),
  ...Object.values(linearNetworkFlows),
  ...Object.values(entryPenalties),
  ...Object.values(twoFactorLosses),
  ...Object.values(modeLosses),
  ...Object.values(linearAutoencoder),
  ...Object.values(linearClip),
  ...Object.values(unconstrainedFeatures),
  ...Object.values(twoLayerDecay),
  ...Object.values(deepContrastive),
  ...Object.values(whitened),
  ...Object.values(vicRegHinge),
  ...Object.values(normalisedBarlow),
  ...Object.values(simplexEmbeddings),
  ...Object.values(cosineLosses),
  ...Object.values(optimalPredictor),
  ...Object.values(linearJepa),
  ...Object.values(directSet),
  ...Object.values(smallInitialisation),
];
