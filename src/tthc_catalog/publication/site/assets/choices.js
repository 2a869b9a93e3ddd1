/* What can be chosen on the page of the calculator, and what is: level, desk, procedure, case, moment, way of filing, papers.
   What was chosen before stays chosen where it is still offered. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);

  /* An element with attributes and children; a child that is a text is only ever shown as one. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  const option = (value, text, attributes = {}) => element("option", { value, ...attributes }, text);

  function radio(name, value, text, checked) {
    return element("label", {}, element("input", { type: "radio", name, value, checked }), ` ${text}`);
  }

  class Choices {
    constructor(page, world, explainer) {
      this.page = page;
      this.world = world;
      this.explainer = explainer;
      this.place = explainer.place;
      this.ownWords = explainer.lang === "vi" ? {} : { lang: "vi" };
      this.offered = null; /* the edition and way of filing whose cases and papers are on the page */
      const two = (number) => String(number).padStart(2, "0");
      for (const [id, count] of [["hour", 24], ["minute", 60]]) {
        find(id).append(...Array.from({ length: count }, (_, n) => option(two(n), two(n))));
      }
    }

    said(key, params) {
      return this.explainer.text(key, params);
    }

    chosen(name) {
      return (this.page.querySelector(`input[name="${name}"]:checked`) || {}).value;
    }

    /* The desk: [names..., kind, start, until]. */
    get desk() {
      return this.desksOf(this.chosen("level"))[Number(find("desk").value)];
    }

    get deskName() {
      return this.nameOf(this.desk);
    }

    /* The procedure as the list of all has it: [level, field, code, name, file]. */
    get entry() {
      return this.world.data.procedures.find(([level, , code]) => `${level}/${code}` === find("procedure").value);
    }

    /* The day and the second of it; null while no day is chosen. */
    get moment() {
      const { value } = find("day");
      if (!value) return null;
      return { day: this.world.calendar.number(value), second: Number(find("hour").value) * 3600 + Number(find("minute").value) * 60 };
    }

    /* Which papers are at hand and which circumstances hold; nothing where they are not to be examined. */
    get papers() {
      const ticked = (name) => new Set([...this.page.querySelectorAll(`#papers input[name="${name}"]:checked`)].map((box) => box.value));
      return this.chosen("papers") === "tick" ? { have: ticked("have"), holds: ticked("holds") } : {};
    }

    nameOf(desk) {
      return desk[this.place] || desk[0];
    }

    desksOf(level) {
      return this.world.data.levels[level][3];
    }

    /* Offer everything anew, with the procedure of a key (`commune/1.004873`) chosen where there is one. */
    choose(key) {
      this.offerLevels(key.split("/")[0]);
      this.offerLevel(key);
    }

    /* What the chosen level has. */
    offerLevel(key = "") {
      this.offerDesks();
      this.offerProcedures(key);
    }

    offerLevels(wanted) {
      const levels = [...new Set(this.world.data.procedures.map(([level]) => level))];
      find("levels").replaceChildren(
        ...levels.map((level) => radio("level", level, this.world.data.levels[level][this.place], level === (wanted || levels[0]))),
      );
    }

    /* The desks are a choice only where it makes a difference; whose hours are reckoned with is said in any case. */
    offerDesks() {
      const desks = this.desksOf(this.chosen("level"));
      const differ = desks.some(([, , kind]) => kind);
      find("desk").replaceChildren(...desks.map((desk, at) => option(at, this.nameWithPeriod(desk))));
      find("desk-field").hidden = !differ;
      const alike = desks.length > 1 ? "site.calculator.desk.same" : "site.calculator.desk.only";
      find("desk-note").textContent = this.said(differ ? "site.calculator.desk.choose" : alike, { desk: this.nameOf(desks[0]) });
    }

    nameWithPeriod(desk) {
      const [, , , start, until] = desk;
      const { calendar } = this.world;
      const bounds = [];
      if (start) bounds.push(this.said("site.calculator.desk.from", { day: this.explainer.isoDay(start) }));
      if (until) bounds.push(this.said("site.calculator.desk.until", { day: this.explainer.day(calendar.number(until) - 1) }));
      return bounds.length ? `${this.nameOf(desk)} (${bounds.join(", ")})` : this.nameOf(desk);
    }

    offerProcedures(wanted) {
      const level = this.chosen("level");
      const fields = new Map();
      for (const [at, field, code, name] of this.world.data.procedures) {
        if (at !== level) continue;
        if (!fields.has(field)) fields.set(field, element("optgroup", { label: this.world.data.fields[field][this.place] }));
        fields.get(field).append(option(`${at}/${code}`, `${name} (${code})`, this.ownWords));
      }
      find("procedure").replaceChildren(...fields.values());
      if (wanted) find("procedure").value = wanted;
      if (find("procedure").selectedIndex < 0) find("procedure").selectedIndex = 0;
    }

    /* The cases, ways of filing and papers of an edition. */
    offerEdition(procedure, edition) {
      const key = `${procedure.level}/${procedure.code}/${edition ? edition.id : ""}/${this.chosen("channel")}`;
      if (this.offered === key) return;
      this.offered = key;
      this.offerCases(edition ? Object.entries(edition.cases) : []);
      this.offerChannels(edition);
      this.offerPapers(edition ? edition.components : []);
    }

    offerCases(cases) {
      const before = find("case").value;
      find("case").replaceChildren(
        option("", this.said("site.calculator.case.ordinary")),
        ...cases.map(([id, name]) => option(id, name[this.place])),
      );
      find("case").value = cases.some(([id]) => id === before) ? before : "";
      find("case-field").hidden = !cases.length;
    }

    offerChannels(edition) {
      const before = this.chosen("channel");
      const channels = edition && edition.channels.length ? edition.channels : ["in_person"];
      const now = channels.includes(before) ? before : channels[0];
      find("channels").replaceChildren(...channels.map((name) => radio("channel", name, this.explainer.alone(this.said(`channel.${name}`)), name === now)));
      find("channels").parentElement.hidden = channels.length < 2;
    }

    offerPapers(components) {
      const ticked = new Set([...this.page.querySelectorAll("#papers input:checked")].map((box) => `${box.name} ${box.value}`));
      const tick = (name, value, ...content) =>
        element("label", {}, element("input", { type: "checkbox", name, value, checked: ticked.has(`${name} ${value}`) }), " ", ...content);
      const channel = this.chosen("channel");
      const asked = components.filter((paper) => !paper.channels || paper.channels.includes(channel));
      const sizes = {};
      for (const { anyOf } of asked) if (anyOf) sizes[anyOf] = (sizes[anyOf] || 0) + 1;
      const rows = [];
      const conditions = new Map();
      for (const paper of asked) {
        const details = [this.said(`site.procedure.components.${paper.action}`)];
        if (sizes[paper.anyOf] > 1) details.push(this.said("site.calculator.papers.any_of"));
        if (paper.optional) details.push(this.said("site.procedure.components.optional"));
        const label = tick("have", paper.id, element("span", this.ownWords, paper.name), element("small", {}, ` (${details.join("; ")})`));
        if (!paper.condition) {
          rows.push(label);
          continue;
        }
        const [id, condition] = paper.condition;
        if (!conditions.has(id)) {
          const holds = tick("holds", id, this.said("site.calculator.papers.when", { condition }));
          conditions.set(id, element("div", { class: "condition" }, holds));
        }
        conditions.get(id).append(label);
      }
      if (!asked.length) rows.push(element("p", {}, this.said("site.calculator.papers.none")));
      find("papers").replaceChildren(...rows, ...conditions.values());
    }

    /* This moment by the desk's own clock, whatever the browser's. */
    setNow() {
      const parts = new Intl.DateTimeFormat("en-CA", {
        timeZone: this.world.data.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
      }).formatToParts(new Date());
      const part = (type) => parts.find((found) => found.type === type).value;
      find("day").value = `${part("year")}-${part("month")}-${part("day")}`;
      find("hour").value = part("hour");
      find("minute").value = part("minute");
    }
  }

  Object.assign(TTHC, { Choices, element });
})((window.TTHC = window.TTHC || {}));
