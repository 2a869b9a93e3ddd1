/* Connects the form of the calculator with `decide` and shows the decision. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);
  const page = find("calculator");
  const loaded = {}; /* key -> procedure, from the data files */
  let world = null;

  TTHC.addProcedures = (procedures) => Object.assign(loaded, TTHC.wholeProcedures(procedures));
  TTHC.addShared = (data) => { world = new TTHC.World(data); };
  TTHC.loaded = loaded;

  if (!page) return;
  const words = JSON.parse(find("words").textContent);
  const { lang, assets, pages } = page.dataset;
  let choices = null;
  let view = null;

  /* Data files are scripts, because a page opened from a folder cannot load JSON; each file is requested once. */
  const requests = new Map();
  function load(name) {
    if (!requests.has(name)) {
      requests.set(name, new Promise((resolve, reject) => {
        const script = TTHC.element("script", { src: `${assets}data/${name}.js` });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => { requests.delete(name); reject(new Error(name)); });
        document.head.append(script);
      }));
    }
    return requests.get(name);
  }

  async function update() {
    const [level, , code, , file] = choices.entry;
    const key = `${level}/${code}`;
    if (!loaded[key]) {
      view.showMessage("site.calculator.wait");
      try {
        await load(file);
      } catch {
        view.showFailure();
        return;
      }
      if (find("procedure").value !== key) return;
    }
    showDecision(loaded[key]);
  }

  function showDecision(procedure) {
    const { moment, desk } = choices;
    const newest = procedure.editions[procedure.editions.length - 1];
    find("day-text").textContent = moment ? choices.explainer.day(moment.day) : "";
    find("papers").hidden = choices.chosen("papers") !== "tick";
    if (!moment) {
      choices.offerEdition(procedure, newest);
      view.showMessage("site.calculator.choose");
      return;
    }
    const receipt = { ...moment, kind: desk[2], desk };
    try {
      choices.offerEdition(procedure, TTHC.decide(world, procedure, receipt).edition);
      const channel = choices.chosen("channel") || "in_person";
      const decision = TTHC.decide(world, procedure, { ...receipt, caseId: find("case").value, channel, ...choices.papers });
      view.showDecision(decision, choices.deskName);
    } catch (error) {
      if (!(error instanceof TTHC.OutsideCalendar)) throw error;
      choices.offerEdition(procedure, newest);
      view.showOutside(world.calendar);
    }
  }

  /* The key of the procedure in the fragment of the address; empty if there is no such procedure. */
  function requestedKey() {
    let key = "";
    try {
      key = decodeURIComponent(location.hash.slice(1));
    } catch { /* a malformed fragment */ }
    return world.data.procedures.some(([level, , code]) => `${level}/${code}` === key) ? key : "";
  }

  async function start() {
    page.hidden = false;
    try {
      await load("shared");
    } catch {
      find("result").replaceChildren(TTHC.element("p", { class: "due none" }, words["site.calculator.failed"]));
      return;
    }
    const explainer = new TTHC.Explainer(world, words, lang);
    Object.assign(TTHC, { world, explainer });
    choices = new TTHC.Choices(page, world, explainer);
    view = new TTHC.AnswerView(world, explainer, pages);
    choices.choose(requestedKey());
    choices.setNow();
    page.addEventListener("input", (event) => {
      if (event.target.name === "level") choices.offerLevel();
      update();
    });
    page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    find("now").addEventListener("click", () => { choices.setNow(); update(); });
    window.addEventListener("hashchange", () => { if (requestedKey()) { choices.choose(requestedKey()); update(); } });
    await update();
    page.dataset.ready = "";
  }

  start();
})((window.TTHC = window.TTHC || {}));
