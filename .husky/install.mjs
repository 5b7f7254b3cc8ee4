/**
 * Sets up the pre-commit hook of a working copy (`npm ci` and `npm install` run it as `prepare`). Where nobody commits, in
 * CI and in an installation without development packages, there is nothing to do.
 */
const { CI, NODE_ENV } = process.env;
if (CI === undefined && NODE_ENV !== "production") {
  const husky = await import("husky").catch(() => undefined);
  const said = husky?.default() ?? "";
  if (said !== "") console.log(said);
}
