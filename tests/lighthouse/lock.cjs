/* The second half of `npm run lock`: takes addresses out of the lock, and names the version wherever a package asks for
   whatever is latest, which would make the lock stale with each of its releases. */
const { readFileSync, writeFileSync } = require("node:fs");

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const found of Object.values(lock.packages)) {
  delete found.funding;
  if (typeof found.license !== "string") delete found.license;
  for (const [name, wanted] of Object.entries(found.dependencies ?? {})) {
    if (wanted === "latest") found.dependencies[name] = lock.packages["node_modules/" + name].version;
  }
}
writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
