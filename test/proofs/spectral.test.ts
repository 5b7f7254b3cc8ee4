import { SHARES, testRecords } from "./records.js";

testRecords(SHARES.spectral, { runs: 50 });
