/** A training as a plain JSON value. */
import { writeFields } from "../atlas/record/codec.js";
import { RECOVERY_FIELDS } from "../atlas/record/fields.js";
import type { Recovery } from "../atlas/record/types.js";
import type { Basin, Training, Trajectory } from "../dynamics/types.js";
import type { Json } from "../files/json-text.js";
import { preamble } from "./json.js";
import { trainingReasonText } from "./training-reasons.js";

/** A training as a plain JSON value. */
export const trainingJson = (training: Training): Json => ({
  ...preamble(),
  seed: training.seed,
  title: training.title,
  problem: training.atlas.problem as Json,
  rule: { ...training.rule },
  runs: training.runs,
  limits: { ...training.limits },
  atlas: {
    components: training.atlas.components.length,
    complete: training.atlas.audit.complete,
    truncated: training.atlas.truncated,
    by: [...training.atlas.audit.by],
    reason: training.atlas.audit.reason,
  },
  basins: training.basins.map(basinJson),
  strays: training.strays.map(({ count, run, stray }) => ({ count, run, ...stray })),
  unfinished: training.unfinished,
  diverged: training.diverged,
  distributions: training.distributions.map(({ basin, quantity, ends, uniform, comparison, sizes }) => ({
    basin,
    quantity,
    ends: { ...ends },
    uniform: { ...uniform },
    distance: comparison.distance,
    pValue: comparison.pValue,
    sizes: [...sizes],
  })),
  trajectories: training.trajectories.map(trajectoryJson),
  verdict: training.verdict,
  reasons: training.reasons.map(trainingReasonText),
});

const recoveryJson = (recovery: Recovery | undefined): Json | undefined =>
  recovery === undefined ? undefined : writeFields(RECOVERY_FIELDS, recovery);

const basinJson = ({ share, outcomes, ranks, recovery, rate, ...basin }: Basin): Json => ({
  id: basin.id,
  kind: basin.kind,
  value: basin.value,
  dimension: basin.dimension,
  index: basin.index,
  share: { count: share.count, of: share.of, low: share.low, high: share.high },
  outcomes: Object.fromEntries(outcomes),
  ranks: [...ranks],
  recovery: recoveryJson(recovery),
  retained: basin.retained,
  length: basin.at,
  rate:
    rate === undefined
      ? undefined
      : {
          runs: rate.runs,
          measured: rate.measured,
          predicted: rate.predicted,
          ratio: { min: rate.ratio[0], median: rate.ratio[1], max: rate.ratio[2] },
        },
});

const trajectoryJson = ({ run, outcome, basin, points }: Trajectory): Json => ({
  run,
  outcome,
  basin,
  points: points.map((point) => ({
    at: point.at,
    value: point.value,
    rank: point.rank,
    singularValues: [...point.singularValues],
    recovery: recoveryJson(point.recovery),
    retained: point.retained,
    nearest: point.nearest === undefined ? undefined : { ...point.nearest },
  })),
});
