// Ask a service of tthc-catalog for a due time, with types that openapi-typescript makes from its OpenAPI document:
//
//   npm install openapi-fetch
//   npx openapi-typescript http://127.0.0.1:8000/openapi.json -o service.ts
//   npx tsc --strict --module nodenext --target es2022 due.ts && node due.js http://127.0.0.1:8000
import createClient from "openapi-fetch";
import type { components, paths } from "./service.js";

declare const process: { argv: string[] };

type Question = components["schemas"]["Question"];

const client = createClient<paths>({ baseUrl: process.argv[2], headers: { "accept-language": "en" } });
const catalog = "thanh-ha";
const birth: Question = { code: "1.001193", level: "commune", received_at: "2023-09-29 15:31" };

// One decision.
const { data: decision, error } = await client.POST("/v1/catalogs/{catalog}/decisions", { params: { path: { catalog } }, body: birth });
if (error || !decision) throw new Error(error?.detail);
console.log(decision.due_at, decision.bound, decision.commitment?.rule, decision.statutory?.due_at);

// A wrong code: the answer says what is wrong, and what may be meant.
const wrong = await client.POST("/v1/catalogs/{catalog}/decisions", { params: { path: { catalog } }, body: { ...birth, code: "1.001194" } });
console.log(wrong.error?.type, wrong.error?.parameter, wrong.error?.suggestions[0]);

// Several decisions: a row has a decision or a problem.
const many = await client.POST("/v1/catalogs/{catalog}/decisions/batch", {
  params: { path: { catalog } },
  body: [birth, { ...birth, received_at: "2023-09-29 08:00" }],
});
for (const row of many.data ?? []) console.log(row.row, row.decision?.due_at ?? row.problem?.detail);

// Facts of the catalog.
const found = await client.GET("/v1/catalogs/{catalog}/procedures", { params: { path: { catalog }, query: { q: "khai sinh", level: "commune" } } });
for (const row of found.data?.procedures ?? []) console.log(row.code, row.name);
const facts = await client.GET("/v1/catalogs/{catalog}/procedures/{code}", { params: { path: { catalog, code: "1.001193" } } });
console.log(facts.data?.procedure.editions[0].processing_time?.unit);
const days = await client.GET("/v1/catalogs/{catalog}/model-days", { params: { path: { catalog }, query: { from: "2024-02-01", to: "2024-02-29" } } });
console.log(days.data?.offices[0].days.filter((day) => day.applies).length);
const year = await client.GET("/v1/catalogs/{catalog}/calendar/{year}", { params: { path: { catalog, year: "2024" } } });
console.log(year.data?.working_days);

// What the types refuse.
// @ts-expect-error the key is misspelt
const misspelt: Question = { code: "1.001193", recieved_at: "2023-09-29 15:31" };
void misspelt;
