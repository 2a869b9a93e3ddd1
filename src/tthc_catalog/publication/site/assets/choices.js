/* The form of the calculator: level, desk, procedure, case, moment, filing channel and papers.
   A choice is kept as long as it is still offered. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);

  /* Create an element with attributes and children; strings become text nodes, never markup. */
  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children);
    return node;
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
      this.langIndex = explainer.langIndex;
      this.ownWords = explainer.lang === "vi" ? {} : { lang: "vi" };
      this.requested = ""; /* the key of the procedure in the address */
      this.offered = null; /* the edition and channel whose cases and papers are shown */
      const two = (number) => String(number).padStart(2, "0");
      for (const [id, count] of [["hour", 24], ["minute", 60]]) {
        find(id).append(...Array.from({ length: count }, (_, n) => option(two(n), two(n))));
      }
    }

    text(key, params) {
      return this.explainer.text(key, params);
    }

    chosen(name) {
      return (this.page.querySelector(`input[name="${name}"]:checked`) || {}).value;
    }

    /* The selected desk: [names..., kind, start, until, editions]. */
    get desk() {
      return this.desksOf(this.chosen("level"))[Number(find("desk").value)];
    }

    get deskName() {
      return this.nameOf(this.desk);
    }

    /* The list entry of the selected procedure: [level, field, code, name, file, in force]; undefined if none is selected. */
    get entry() {
      return this.world.data.procedures.find(([level, , code]) => `${level}/${code}` === find("procedure").value);
    }

    /* The day number and the second of the day; null if no day is chosen. */
    get moment() {
      const { value } = find("day");
      if (!value) return null;
      return { day: this.world.calendar.number(value), second: Number(find("hour").value) * 3600 + Number(find("minute").value) * 60 };
    }

    /* The papers at hand and the conditions that hold; empty if completeness is not examined. */
    get papers() {
      const ticked = (name) => new Set([...this.page.querySelectorAll(`#papers input[name="${name}"]:checked`)].map((box) => box.value));
      return this.chosen("papers") === "tick" ? { have: ticked("have"), holds: ticked("holds") } : {};
    }

    /* The choices as the query of an address. */
    get address() {
      const { moment, papers } = this;
      const chosen = new URLSearchParams();
      if (moment) chosen.set("at", `${find("day").value}T${find("hour").value}:${find("minute").value}`);
      if (Number(find("desk").value)) chosen.set("desk", this.desk[0]);
      if (find("case").value) chosen.set("case", find("case").value);
      if (!find("channels").parentElement.hidden) chosen.set("channel", this.chosen("channel"));
      for (const [name, ids] of Object.entries(papers)) chosen.set(name, [...ids].join(","));
      return String(chosen).replaceAll("%3A", ":").replaceAll("%2C", ",");
    }

    /* Select the desk, the moment and the way to state papers of an address. */
    restoreReceipt(wanted) {
      const [, day, hour, minute] = (wanted.get("at") || "").match(/^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)$/) || [];
      if (day) [find("day").value, find("hour").value, find("minute").value] = [day, hour, minute];
      const desk = this.desksOf(this.chosen("level")).findIndex(([name]) => name === wanted.get("desk"));
      if (desk > 0) find("desk").value = desk;
      if (wanted.has("have")) this.page.querySelector("input[name=papers][value=tick]").checked = true;
    }

    /* Select the case, the channel and the papers of an address among those offered; whether there are any. */
    restoreDossier(wanted) {
      const known = [...find("case").options].some(({ value }) => value === wanted.get("case"));
      if (known) find("case").value = wanted.get("case");
      const ids = new Map(["have", "holds"].map((name) => [name, new Set((wanted.get(name) || "").split(","))]));
      for (const box of this.page.querySelectorAll("#channels input")) if (box.value === wanted.get("channel")) box.checked = true;
      for (const box of this.page.querySelectorAll("#papers input")) if (ids.get(box.name).has(box.value)) box.checked = true;
      return ["case", "channel", "have"].some((name) => wanted.has(name));
    }

    nameOf(desk) {
      return desk[this.langIndex] || desk[0];
    }

    desksOf(level) {
      return this.world.data.levels[level][3];
    }

    /* Fill all lists and select the procedure with this key (`commune/1.004873`), if any. */
    choose(key) {
      this.requested = key;
      this.offerLevels(key.split("/")[0]);
      this.offerLevel(key);
    }

    /* Fill the lists of the selected level. */
    offerLevel(key = "") {
      this.offerDesks();
      this.offerProcedures(key);
    }

    offerLevels(selected) {
      const levels = [...new Set(this.world.data.procedures.filter((entry) => this.isOffered(entry)).map(([level]) => level))];
      find("levels").parentElement.hidden = levels.length < 2;
      find("levels").replaceChildren(
        ...levels.map((level) => radio("level", level, this.world.data.levels[level][this.langIndex], level === (selected || levels[0]))),
      );
    }

    /* Procedures that have ended are offered only by their address. */
    isOffered([level, , code, , , inForce]) {
      return inForce || `${level}/${code}` === this.requested || !this.world.data.procedures.some((entry) => entry[5]);
    }

    /* Offer the desks only if they differ; the note always names the desk whose hours are used. */
    offerDesks() {
      const desks = this.desksOf(this.chosen("level"));
      const differ = desks.some(([, , kind]) => kind);
      find("desk").replaceChildren(...desks.map((desk, index) => option(index, this.nameWithPeriod(desk))));
      find("desk-field").hidden = !differ;
      const sameKey = desks.length > 1 ? "site.calculator.desk.same" : "site.calculator.desk.only";
      find("desk-note").textContent = this.text(differ ? "site.calculator.desk.choose" : sameKey, { desk: this.nameOf(desks[0]) });
    }

    nameWithPeriod(desk) {
      const [, , , start, until] = desk;
      const { calendar } = this.world;
      const bounds = [];
      if (start) bounds.push(this.text("site.calculator.desk.from", { day: this.explainer.isoDay(start) }));
      if (until) bounds.push(this.text("site.calculator.desk.until", { day: this.explainer.day(calendar.number(until) - 1) }));
      return bounds.length ? `${this.nameOf(desk)} (${bounds.join(", ")})` : this.nameOf(desk);
    }

    offerProcedures(key) {
      const level = this.chosen("level");
      const fields = new Map();
      const first = option("", this.text("site.calculator.choose_one"));
      for (const entry of this.world.data.procedures) {
        const [ownLevel, field, code, name] = entry;
        if (ownLevel !== level || !this.isOffered(entry)) continue;
        if (!fields.has(field)) fields.set(field, element("optgroup", { label: this.world.data.fields[field][this.langIndex] }));
        fields.get(field).append(option(`${level}/${code}`, `${name} (${code})`, this.ownWords));
      }
      find("procedure").replaceChildren(first, ...fields.values());
      find("procedure").value = key;
      if (find("procedure").selectedIndex < 0) find("procedure").selectedIndex = 0;
    }

    /* Without a procedure there are no cases, channels or papers. */
    offerNothing() {
      this.offered = null;
      find("day-text").textContent = this.moment ? this.explainer.day(this.moment.day) : "";
      this.offerCases([]);
      find("channels").parentElement.hidden = true;
      find("papers").hidden = true;
    }

    /* Fill the lists of cases, channels and papers of an edition. */
    offerEdition(procedure, edition) {
      const chosen = [this.chosen("channel"), this.chosen("papers"), find("case").value, this.desk[2]];
      const key = [procedure.level, procedure.code, edition ? edition.id : "", ...chosen].join("/");
      if (this.offered === key) return;
      this.offered = key;
      this.offerCases(edition ? Object.entries(edition.cases) : []);
      this.offerChannels(procedure, edition);
      this.offerPapers(edition ? edition.components : []);
    }

    offerCases(cases) {
      const previous = find("case").value;
      find("case").replaceChildren(
        option("", this.text("site.calculator.case.ordinary")),
        ...cases.map(([id, name]) => option(id, name[this.langIndex])),
      );
      find("case").value = cases.some(([id]) => id === previous) ? previous : "";
      find("case-field").hidden = !cases.length;
    }

    /* Offer the channels only if the answer depends on them: on their times, the scope of a model, or the papers to be examined. */
    offerChannels(procedure, edition) {
      const previous = this.chosen("channel");
      const times = edition && TTHC.dependsOnChannel(procedure, this.desk[2], find("case").value);
      const papers = edition && this.chosen("papers") === "tick" && edition.components.some((paper) => paper.channels);
      const known = edition && edition.channels.length ? edition.channels : times ? ["in_person", "online", "postal"] : ["in_person"];
      const channels = times || papers ? known : known.slice(0, 1);
      const selected = channels.includes(previous) ? previous : channels[0];
      find("channels").replaceChildren(...channels.map((name) => radio("channel", name, this.explainer.capitalised(this.text(`channel.${name}`)), name === selected)));
      find("channels").parentElement.hidden = channels.length < 2;
    }

    offerPapers(components) {
      const ticked = new Set([...this.page.querySelectorAll("#papers input:checked")].map((box) => `${box.name} ${box.value}`));
      const tick = (name, value, ...content) =>
        element("label", {}, element("input", { type: "checkbox", name, value, checked: ticked.has(`${name} ${value}`) }), " ", ...content);
      const channel = this.chosen("channel");
      const required = components.filter((paper) => !paper.channels || paper.channels.includes(channel));
      const sizes = {};
      for (const { anyOf } of required) if (anyOf) sizes[anyOf] = (sizes[anyOf] || 0) + 1;
      const rows = [];
      const conditions = new Map();
      for (const paper of required) {
        const details = [this.text(`site.procedure.components.${paper.action}`)];
        if (sizes[paper.anyOf] > 1) details.push(this.text("site.calculator.papers.any_of"));
        if (paper.optional) details.push(this.text("site.procedure.components.optional"));
        const name = element("span", this.ownWords, paper.name);
        const label = tick("have", paper.id, element("span", {}, name, " ", element("small", {}, `(${details.join("; ")})`)));
        if (!paper.condition) {
          rows.push(label);
          continue;
        }
        const [id, condition] = paper.condition;
        if (!conditions.has(id)) {
          const holds = tick("holds", id, element("span", {}, this.text("site.calculator.papers.when", { condition })));
          conditions.set(id, element("div", { class: "condition" }, holds));
        }
        conditions.get(id).append(label);
      }
      if (!required.length) rows.push(element("p", {}, this.text("site.calculator.papers.none")));
      find("papers").replaceChildren(...rows, ...conditions.values());
    }

    /* Set the current time in the time zone of the desk, whatever the time zone of the browser. */
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
