import { SHARES, testRecords } from "./records.js";

testRecords(SHARES.agreement, { runs: 30 });
