/* The page of the calculator: what is chosen goes to `decide`, what it says is shown. Only text is ever put on the page. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);
  const page = find("calculator");
  const known = {}; /* key -> procedure, as its file gives it */
  let world = null;
  let explainer = null;
  let shown = null; /* key of the procedure whose papers are on the page */

  TTHC.addProcedures = (procedures) => Object.assign(known, procedures);
  TTHC.addShared = (data) => { world = new TTHC.World(data); };
  TTHC.known = known;

  if (!page) return;
  const words = JSON.parse(find("words").textContent);
  const { lang, assets, pages } = page.dataset;
  const place = lang === "vi" ? 0 : 1;
  const ownWords = lang === "vi" ? {} : { lang: "vi" };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  const said = (key, params) => explainer.text(key, params);

  /* Data come as scripts, since a page opened from a folder may load nothing else; each file is asked for once. */
  const asked = new Map();
  function load(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        const script = element("script", { src: `${assets}data/${name}.js` });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => { asked.delete(name); reject(new Error(name)); });
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }

  function option(value, text, attributes = {}) {
    return element("option", { value, ...attributes }, text);
  }

  function radio(name, value, text, checked) {
    return element("label", {}, element("input", { type: "radio", name, value, checked }), ` ${text}`);
  }

  const chosen = (name) => (page.querySelector(`input[name="${name}"]:checked`) || {}).value;

  /* --- what can be chosen ------------------------------------------------------------------------------------------ */

  function offerLevels(wanted) {
    const levels = [...new Set(world.data.procedures.map(([level]) => level))];
    find("levels").replaceChildren(
      ...levels.map((level) => radio("level", level, world.data.levels[level][place], level === (wanted || levels[0]))),
    );
  }

  function offerProcedures(wanted) {
    const level = chosen("level");
    const fields = new Map();
    for (const [at, field, code, name] of world.data.procedures) {
      if (at !== level) continue;
      if (!fields.has(field)) fields.set(field, element("optgroup", { label: world.data.fields[field][place] }));
      fields.get(field).append(option(`${at}/${code}`, `${name} (${code})`, ownWords));
    }
    find("procedure").replaceChildren(...fields.values());
    if (wanted) find("procedure").value = wanted;
    if (find("procedure").selectedIndex < 0) find("procedure").selectedIndex = 0;
  }

  /* The cases and papers of the edition in force on the day chosen, what was chosen before kept. */
  function offerRest(procedure, edition) {
    const key = `${procedure.level}/${procedure.code}/${edition ? edition.id : ""}/${chosen("channel")}`;
    if (shown === key) return;
    shown = key;
    const cases = Object.entries(edition ? edition.cases : {});
    const before = find("case").value;
    find("case").replaceChildren(
      option("", said("site.calculator.case.ordinary")),
      ...cases.map(([id, name]) => option(id, name[place])),
    );
    find("case").value = cases.some(([id]) => id === before) ? before : "";
    find("case-field").hidden = !cases.length;
    offerChannels(edition);
    offerPapers(edition);
  }

  function offerChannels(edition) {
    const before = chosen("channel");
    const channels = edition && edition.channels.length ? edition.channels : ["in_person"];
    const now = channels.includes(before) ? before : channels[0];
    find("channels").replaceChildren(...channels.map((name) => radio("channel", name, said(`channel.${name}`), name === now)));
    find("channels").parentElement.hidden = channels.length < 2;
  }

  function offerPapers(edition) {
    const ticked = new Set([...page.querySelectorAll("#papers input:checked")].map((box) => `${box.name} ${box.value}`));
    const tick = (name, value, ...content) =>
      element("label", {}, element("input", { type: "checkbox", name, value, checked: ticked.has(`${name} ${value}`) }), " ", ...content);
    const channel = chosen("channel");
    const rows = [];
    const conditions = new Map();
    const sizes = {};
    const components = (edition ? edition.components : []).filter((paper) => !paper.channels || paper.channels.includes(channel));
    for (const { anyOf } of components) if (anyOf) sizes[anyOf] = (sizes[anyOf] || 0) + 1;
    for (const paper of components) {
      const details = [said(`site.procedure.components.${paper.action}`)];
      if (sizes[paper.anyOf] > 1) details.push(said("site.calculator.papers.any_of"));
      if (paper.optional) details.push(said("site.procedure.components.optional"));
      const label = tick("have", paper.id, element("span", ownWords, paper.name), element("small", {}, ` (${details.join("; ")})`));
      if (!paper.condition) {
        rows.push(label);
        continue;
      }
      const [id, text] = paper.condition;
      if (!conditions.has(id)) {
        conditions.set(id, element("div", { class: "condition" }, tick("holds", id, said("site.calculator.papers.when", { condition: text }))));
      }
      conditions.get(id).append(label);
    }
    if (!components.length) rows.push(element("p", {}, said("site.calculator.papers.none")));
    find("papers").replaceChildren(...rows, ...conditions.values());
  }

  /* --- what is answered -------------------------------------------------------------------------------------------- */

  function moment() {
    const { value } = find("day");
    if (!value) return null;
    const day = world.calendar.number(value);
    return { day, second: Number(find("hour").value) * 3600 + Number(find("minute").value) * 60 };
  }

  function ticked(name) {
    return new Set([...page.querySelectorAll(`#papers input[name="${name}"]:checked`)].map((box) => box.value));
  }

  async function answer() {
    const entry = world.data.procedures.find(([level, , code]) => `${level}/${code}` === find("procedure").value);
    const key = `${entry[0]}/${entry[2]}`;
    if (!known[key]) {
      show([element("p", {}, said("site.calculator.wait"))], []);
      try {
        await load(entry[4]);
      } catch {
        show([element("p", { class: "due none" }, said("site.calculator.failed"))], []);
        return;
      }
      if (find("procedure").value !== key) return;
    }
    const procedure = known[key];
    const at = moment();
    find("day-said").textContent = at ? explainer.day(at.day) : "";
    find("papers").hidden = chosen("papers") !== "tick";
    if (!at) {
      offerRest(procedure, procedure.editions[procedure.editions.length - 1]);
      show([element("p", {}, said("site.calculator.choose"))], []);
      return;
    }
    const asks = { ...at, caseId: "", channel: chosen("channel") || "in_person" };
    try {
      const { edition } = TTHC.decide(world, procedure, asks);
      offerRest(procedure, edition);
      asks.caseId = find("case").value;
      asks.channel = chosen("channel") || "in_person";
      if (chosen("papers") === "tick") Object.assign(asks, { have: ticked("have"), holds: ticked("holds") });
      showDecision(TTHC.decide(world, procedure, asks));
    } catch (problem) {
      if (!(problem instanceof TTHC.OutsideCalendar)) throw problem;
      offerRest(procedure, procedure.editions[procedure.editions.length - 1]);
      const [first, last] = [explainer.day(0), explainer.day(world.calendar.length - 1)];
      show(
        [
          element("p", { class: "due none" }, said("site.calculator.outside.short")),
          element("p", {}, said("site.calculator.outside", { first, last })),
        ],
        [],
      );
    }
  }

  function show(answer, reasons) {
    find("said").replaceChildren(...answer);
    find("reasons").replaceChildren(...reasons);
  }

  function showDecision(decision) {
    const { governing, procedure } = decision;
    const top = [];
    if (governing) {
      const due = explainer.due(governing);
      top.push(
        element("p", { class: "label" }, said("site.calculator.due")),
        element("p", { class: "due" }, due.charAt(0).toLocaleUpperCase(lang) + due.slice(1)),
        element("p", { class: "by" }, said(governing.kind === "commitment" ? "site.calculator.covered" : "site.calculator.by_law")),
      );
    } else {
      top.push(element("p", { class: "due none" }, said(decision.incomplete ? "site.calculator.incomplete" : "site.calculator.due.none")));
    }
    if (decision.provisional && !decision.incomplete) top.push(element("p", { class: "tag" }, said("site.calculator.provisional")));
    top.push(...missing(decision));
    /* The headline is the answer where the commitment covers it; else the sentence also says why it does not. */
    const sentence = decision.covered ? [] : [element("p", {}, explainer.answer(decision))];
    const rest = [...sentence, ...deadlines(decision)];
    const notices = explainer.notices(decision);
    rest.push(
      element("h3", {}, said("site.calculator.why")),
      element("ol", { class: "why" }, ...explainer.steps(decision).map((step) =>
        element("li", {}, `${step.text} `, ...cited(step.cites), " ", element("span", { class: "rule" }, step.rule)))),
    );
    if (notices.length) {
      rest.push(
        element("h3", {}, said("site.calculator.notices")),
        element("ul", {}, ...notices.map((notice) => element("li", {}, notice))),
      );
    }
    const [id, version] = world.data.catalog;
    const digest = procedure.digests[decision.caseOf ? decision.caseId : ""];
    rest.push(
      element("p", {}, element("a", { href: `${pages}procedure/${procedure.level}/${procedure.code}.html` }, said("site.calculator.page"))),
      element("p", { class: "derived" }, said("site.calculator.derived", { id, version, digest, office: procedure.office })),
    );
    show(top, rest);
  }

  function missing({ missing: lacks }) {
    const list = (key, items) => items.length
      ? [element("h3", {}, said(key)), element("ul", { class: "missing" }, ...items.map((item) =>
        element("li", ownWords, item.components.map((paper) => paper.name).join(said("decision.or")))))]
      : [];
    return [
      ...list("site.calculator.missing", lacks.filter((item) => item.certain)),
      ...list("site.calculator.maybe", lacks.filter((item) => !item.certain)),
    ];
  }

  function deadlines({ commitment, statutory }) {
    const both = [[commitment, "site.calculator.covered"], [statutory, "site.calculator.by_law"]].filter(([deadline]) => deadline);
    const rows = both.map(([deadline, key]) => {
      const late = explainer.moment(deadline.lateAfter);
      const lateFrom = said("site.calculator.late", { time: late.time, day: explainer.day(late.day) });
      return element("div", {}, element("dt", {}, said(key)), element("dd", {}, `${explainer.due(deadline)}; ${lateFrom}`));
    });
    return rows.length ? [element("dl", { class: "deadlines" }, ...rows)] : [];
  }

  function cited(places) {
    const links = places.map((number) => {
      const [written, address] = world.data.citations[number];
      return element("cite", ownWords, address ? element("a", { href: address, rel: "external noreferrer" }, written) : written);
    });
    return links.flatMap((link, number) => (number ? ["; ", link] : [link]));
  }

  /* --- the desk's own clock, whatever the browser's ------------------------------------------------------------------ */

  function setNow() {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: world.data.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(new Date());
    const part = (type) => parts.find((found) => found.type === type).value;
    find("day").value = `${part("year")}-${part("month")}-${part("day")}`;
    find("hour").value = part("hour");
    find("minute").value = part("minute");
  }

  function wanted() {
    let key = "";
    try {
      key = decodeURIComponent(location.hash.slice(1));
    } catch { /* a hand-written address that is no address */ }
    return world.data.procedures.some(([level, , code]) => `${level}/${code}` === key) ? key : "";
  }

  function choose(key) {
    offerLevels(key.split("/")[0]);
    offerProcedures(key);
  }

  async function start() {
    page.hidden = false;
    const two = (number) => String(number).padStart(2, "0");
    for (const [id, count] of [["hour", 24], ["minute", 60]]) {
      find(id).append(...Array.from({ length: count }, (_, n) => option(two(n), two(n))));
    }
    explainer = { text: (key) => words[key] };
    try {
      await load("shared");
    } catch {
      show([element("p", { class: "due none" }, said("site.calculator.failed"))], []);
      return;
    }
    explainer = new TTHC.Explainer(world, words, lang);
    Object.assign(TTHC, { world, explainer });
    choose(wanted());
    setNow();
    page.addEventListener("input", (event) => {
      if (event.target.name === "level") offerProcedures("");
      answer();
    });
    page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    find("now").addEventListener("click", () => { setNow(); answer(); });
    window.addEventListener("hashchange", () => { if (wanted()) { choose(wanted()); answer(); } });
    await answer();
    page.dataset.ready = "";
  }

  start();
})((window.TTHC = window.TTHC || {}));
