// Read the file that `tthc compile -o tables.json` writes, and decide when the result of a dossier is due. Node, without packages.
//
//   const { Tables } = require("./reader.js");
//   const tables = new Tables(JSON.parse(fs.readFileSync("tables.json", "utf8")));
//   tables.decide({ code: "1.001193", level: "commune", receivedAt: Date.parse("2023-09-29T15:31:00+07:00") / 1000 });
//
// As a program it reads one dossier a line, "code <tab> level <tab> office <tab> case <tab> channel <tab> seconds since 1970 in UTC",
// and writes one JSON object a line:  node reader.js tables.json < dossiers.tsv
"use strict";

const PRINTED_CODE = /^\s*(\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?:_X)?\s*$/i;

class Tables {
  constructor(data) {
    if (data.kind !== "timetables" || data.format !== 1) throw new Error("not a file of compiled tables in format 1");
    this.data = data;
    this.column = Object.fromEntries(data.columns.map((name, place) => [name, place]));
    this.rows = new Map(data.tables.map((table) => [table.digest, table.rows]));
    this.keys = new Map(data.keys.map((key) => [JSON.stringify([key.level, key.code, key.case, key.channel]), key]));
    this.offices = new Map(data.offices.map((office) => [office.id, office]));
    this.procedures = new Map();
    for (const procedure of data.procedures) {
      const levels = this.procedures.get(procedure.code) ?? new Map();
      this.procedures.set(procedure.code, levels.set(procedure.level, procedure));
    }
  }

  /** Decide one dossier. `receivedAt` and all instants of the answer are seconds since 1970-01-01T00:00Z. */
  decide({ code, level = null, office = null, case: caseId = null, channel = null, receivedAt }) {
    channel ??= "in_person";
    if (!this.data.channels.includes(channel)) return unanswered("unknown-channel");
    const levels = this.procedures.get(PRINTED_CODE.exec(code)?.[1] ?? code.trim());
    if (!levels || (level !== null && !levels.has(level))) return unanswered("unknown-procedure");
    if (level === null && levels.size > 1) return unanswered("ambiguous-procedure");
    const procedure = level === null ? [...levels.values()][0] : levels.get(level);
    if (office !== null && !this.offices.get(office)?.levels.includes(procedure.level)) return unanswered("unknown-office");
    if (caseId !== null && !procedure.cases.some((known) => known.id === caseId)) return unanswered("unknown-case");
    const { from, until } = this.data.horizon;
    const key = this.key(procedure, caseId, channel);
    if (!key || receivedAt < from || receivedAt >= until) return unanswered("out-of-horizon");
    const rows = this.rows.get(office === null ? key.table : key.offices[office]);
    return this.answer(rows[lastNotAfter(rows, receivedAt)], key, receivedAt);
  }

  key(procedure, caseId, channel) {
    const find = (wanted) => this.keys.get(JSON.stringify([procedure.level, procedure.code, caseId, wanted]));
    return find(null) ?? find(channel);
  }

  answer(row, key, receivedAt) {
    const get = (name) => row[this.column[name]];
    const minutes = Math.floor(receivedAt / 60) - Math.floor(get("starts_at") / 60);
    const moved = (name, rate) => (get(name) === null ? null : get(name) + 60 * minutes * get(rate));
    const texts = (id) => this.data.rules[id] ?? this.data.laws[key.law][get("edition")][id];
    const deadline = (side) =>
      get(`${side}_due_at`) === null ? null : {
        rule: get(`${side}_rule`),
        due_at: moved(`${side}_due_at`, `${side}_rate`),
        late_after: moved(`${side}_late_after`, `${side}_rate`),
        bound: get(`${side}_bound`),
        citations: texts(get(`${side}_rule`)).citations,
      };
    const rule = get("rule");
    return {
      covered: get("reason") === null,
      reason: get("reason"),
      reason_text: get("reason") === null ? null : this.data.reasons[get("reason_text")],
      due_at: moved("due_at", "rate"),
      late_after: moved("late_after", "rate"),
      bound: get("bound"),
      rule,
      rule_text: rule === null ? null : { vi: texts(rule).vi, en: texts(rule).en },
      commitment: deadline("commitment"),
      statutory: deadline("statutory"),
      provisional: get("provisional"),
      edition: get("edition"),
      deemed_received_at: get("deemed_received_at"),
    };
  }
}

/** The place of the last row that starts at the instant or before it. */
function lastNotAfter(rows, instant) {
  let low = 0, high = rows.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= instant) low = middle;
    else high = middle;
  }
  return low;
}

/** There is no answer at all, which is not the same as a dossier that no commitment covers. */
function unanswered(reason) {
  return { covered: false, reason, due_at: null, late_after: null, bound: null, rule: null, commitment: null, statutory: null };
}

module.exports = { Tables };

if (require.main === module) {
  const fs = require("node:fs");
  const tables = new Tables(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
  const answers = [];
  for (const line of fs.readFileSync(0, "utf8").split("\n")) {
    if (line === "") continue;
    const [code, level, office, caseId, channel, seconds] = line.split("\t").map((value) => value || null);
    answers.push(JSON.stringify(tables.decide({ code, level, office, case: caseId, channel, receivedAt: Number(seconds) })));
  }
  process.stdout.write(answers.join("\n") + "\n");
}
