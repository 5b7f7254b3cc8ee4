import { theorems } from "landscape-atlas/proofs";
import { expect, it } from "vitest";
import { SHARES, testRecords } from "./records.js";

it("every record is in one share", () => {
  const tested = Object.values(SHARES).flat();
  expect(tested).toHaveLength(theorems.length);
  expect(new Set(tested)).toEqual(new Set(theorems));
});

testRecords(SHARES.rest);
