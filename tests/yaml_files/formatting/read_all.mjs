// Reads the YAML files named on standard input, one a line, and writes what each says as one line of JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { parse } = createRequire(process.argv[2] + "/")("yaml");
for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(JSON.stringify(parse(readFileSync(path, "utf8"))));
}
