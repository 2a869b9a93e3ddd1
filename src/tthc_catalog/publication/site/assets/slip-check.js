/* Verifies a slip: derives the due time of the text in its QR code from the published tables, and compares. Nothing leaves the page. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);
  const page = find("slip-check");
  if (!page) return;
  const { DAY, element } = TTHC;
  const { lang, assets } = page.dataset;
  const words = JSON.parse(find("words").textContent);
  const loaded = {};
  const corrected = [];
  let deskKinds = {}; /* level -> id of a desk -> its kind */
  let world = null;
  let explainer = null;

  TTHC.addProcedures = (procedures) => Object.assign(loaded, TTHC.wholeProcedures(procedures));
  TTHC.addShared = (data) => { world = new TTHC.World(data); };
  TTHC.addDesks = (desks) => { deskKinds = desks; };
  TTHC.addCorrected = (groups) => { corrected.push(...groups); };

  const requests = new Map();
  function load(name) {
    if (!requests.has(name)) {
      requests.set(name, new Promise((resolve, reject) => {
        const script = element("script", { src: `${assets}data/${name}.js` });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => { requests.delete(name); reject(new Error(name)); });
        document.head.append(script);
      }));
    }
    return requests.get(name);
  }

  /* The fields of the text of a QR code; null if there are none. */
  function read(text) {
    const match = /(?:kiem-tra\.html#|tthc:|^#?)(v=[12]&\S+)/.exec(text.trim());
    return match ? Object.fromEntries(new URLSearchParams(match[1])) : null;
  }

  /* A moment of local desk time as day number and second; null if it does not exist. */
  function moment(text) {
    const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text || "");
    if (!match || match[2] > "23" || match[3] > "59" || (match[4] || "00") > "59") return null;
    const day = world.calendar.number(match[1]);
    const date = world.calendar.date(day);
    const two = (number) => String(number).padStart(2, "0");
    if (`${date.year}-${two(date.month)}-${two(date.day)}` !== match[1]) return null;
    return { day, second: Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] || 0) };
  }

  const numbers = (version) => version.split(".").map(Number);
  function isLater(one, other) {
    const [a, b] = [numbers(one), numbers(other)];
    for (let n = 0; n < Math.max(a.length, b.length); n += 1) if ((a[n] || 0) !== (b[n] || 0)) return (a[n] || 0) > (b[n] || 0);
    return false;
  }

  /* The due time that a window of corrected answers had promised for a receipt, in seconds; null if the receipt is outside. */
  function promised([first, last, days], received) {
    const minute = Math.floor(received.second / 60);
    if (minute < first || minute > last) return null;
    let day = world.calendar.number("2000-01-01");
    for (let n = 0; n < days.length; n += 2) {
      day += days[n];
      if (day === received.day) return day * DAY + days[n + 1] * 60;
      if (day > received.day) return null;
    }
    return null;
  }

  /* { status, ... }: same, different, corrected or unknown. */
  async function judge(fields) {
    const [id, version] = world.data.catalog;
    const unknown = (why, more = {}) => ({ status: "unknown", why, fields, ...more });
    if (!fields || !fields.l || !fields.p || !fields.t || !fields.d || !fields.b) return unknown("unreadable");
    if (fields.c && fields.c !== id) return unknown("catalog");
    if (fields.r && isLater(fields.r, version)) return unknown("newer");
    const entry = world.data.procedures.find(([level, , code]) => level === fields.l && code === fields.p);
    if (!entry) return { status: "different", why: "procedure", fields };
    const received = moment(fields.t);
    const stated = moment(fields.d);
    if (!received || !stated) return unknown("unreadable");
    const kind = fields.o ? deskKinds[fields.l][fields.o] : 0;
    if (kind === undefined) return unknown("desk");
    await load(entry[4]);
    const procedure = loaded[`${fields.l}/${fields.p}`];
    const caseId = fields.k || "";
    const channel = fields.n || "in_person";
    if (!(caseId in procedure.timetables[procedure.desks[kind]].spans)) return { status: "different", why: "case", fields, entry };
    if (!["in_person", "online", "postal"].includes(channel)) return unknown("unreadable");
    let decision;
    try {
      decision = TTHC.decide(world, procedure, { ...received, kind, caseId, channel });
    } catch (error) {
      if (!(error instanceof TTHC.OutsideCalendar)) throw error;
      return unknown("outside");
    }
    const due = decision.governing;
    if (fields.h) return unknown("history", { entry, received, at: stated.day * DAY + stated.second, due, decision });
    const at = stated.day * DAY + stated.second;
    const same = Boolean(due) && due.dueAt === at && due.bound === fields.b;
    const result = { fields, entry, received, at, due, decision };
    if (same) return { status: "same", ...result };
    await load("corrected");
    const was = corrected.find(({ keys, version: since, windows }) =>
      (!fields.r || isLater(since, fields.r)) &&
      keys.some(([level, code, cased, office, filed]) => level === fields.l && code === fields.p && cased === caseId &&
        (office === null || office === (fields.o || "")) && (filed === null || filed === channel)) &&
      windows.some((window) => promised(window, received) === at));
    if (was) return { status: "corrected", ...result, since: was.version, why: was.why[lang === "vi" ? 0 : 1] };
    return { status: "different", ...result };
  }

  function when(seconds) {
    const { time, day } = explainer.moment(seconds);
    return `${time} ${explainer.day(day)}`;
  }

  function show(verdict) {
    const { status, why, entry, received, at, due, decision, since } = verdict;
    const text = (key, params) => explainer.text(`site.check.${key}`, params);
    const rows = [];
    const row = (key, value) => rows.push(element("div", {}, element("dt", {}, text(key)), element("dd", {}, value)));
    if (entry) row("procedure", `${entry[3]} (${entry[2]})`);
    if (received) row("received", when(received.day * DAY + received.second));
    if (at !== undefined) row("stated", when(at));
    if (status === "corrected") row("why", why);
    if (received) row(why === "history" ? "promised" : "derived", due ? explainer.due(due, decision) : text("none"));
    const sentence = status === "corrected" ? text("corrected", { version: since })
      : status === "unknown" ? text(`unknown.${why}`)
      : why ? text(`different.${why}`) : text(status);
    find("verdict").replaceChildren(
      element("p", { class: `due ${status === "same" ? "" : "none"}` }, sentence),
      ...(rows.length ? [element("dl", {}, ...rows)] : []),
    );
    page.dataset.verdict = status;
  }

  async function check() {
    page.dataset.verdict = "";
    show(await judge(read(find("slip-text").value)));
  }

  async function start() {
    page.hidden = false;
    try {
      await Promise.all([load("shared"), load("desks")]);
    } catch {
      find("verdict").replaceChildren(element("p", { class: "due none" }, words["site.calculator.failed"]));
      return;
    }
    explainer = new TTHC.Explainer(world, words, lang);
    Object.assign(TTHC, { judge, read });
    page.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); check(); });
    const fromAddress = () => {
      if (location.hash.length < 2) return;
      find("slip-text").value = `tthc:${location.hash.slice(1)}`;
      check();
    };
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
    page.dataset.ready = "";
  }

  start();
})((window.TTHC = window.TTHC || {}));
