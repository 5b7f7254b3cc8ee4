import { SHARES, testRecords } from "./records.js";

testRecords(SHARES.predictor, { runs: 50 });
