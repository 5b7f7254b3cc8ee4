import { SHARES, testRecords } from "./records.js";

// Exact checks that derive every loss anew: a formula that is wrong fails within a few instances.
testRecords(SHARES.literature, { runs: 12 });
