/** Fails when src/api/schema.d.ts is not what the contract gives. */
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const contract = new URL("../../internal/httpapi/openapi.yaml", import.meta.url);
const want = COMMENT_HEADER + astToString(await openapiTS(contract));
const got = readFileSync(new URL("../src/api/schema.d.ts", import.meta.url), "utf8");
if (got !== want) {
  console.error("src/api/schema.d.ts is not up to date with openapi.yaml. Run: npm run generate");
  process.exitCode = 1;
}
