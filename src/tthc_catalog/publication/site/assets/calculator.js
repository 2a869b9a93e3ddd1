/* The page of the calculator: what is chosen goes to `decide`, what it says is shown. */
"use strict";

(function (TTHC) {
  const find = (id) => document.getElementById(id);
  const page = find("calculator");
  const known = {}; /* key -> procedure, as its file gives it */
  let world = null;

  TTHC.addProcedures = (procedures) => Object.assign(known, procedures);
  TTHC.addShared = (data) => { world = new TTHC.World(data); };
  TTHC.known = known;

  if (!page) return;
  const words = JSON.parse(find("words").textContent);
  const { lang, assets, pages } = page.dataset;
  let choices = null;
  let view = null;

  /* Data come as scripts, since a page opened from a folder may load nothing else; each file is asked for once. */
  const asked = new Map();
  function load(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        const script = TTHC.element("script", { src: `${assets}data/${name}.js` });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => { asked.delete(name); reject(new Error(name)); });
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }

  async function answer() {
    const [level, , code, , file] = choices.entry;
    const key = `${level}/${code}`;
    if (!known[key]) {
      view.tell("site.calculator.wait");
      try {
        await load(file);
      } catch {
        view.fail();
        return;
      }
      if (find("procedure").value !== key) return;
    }
    answerFor(known[key]);
  }

  function answerFor(procedure) {
    const { moment, desk } = choices;
    const newest = procedure.editions[procedure.editions.length - 1];
    find("day-said").textContent = moment ? choices.explainer.day(moment.day) : "";
    find("papers").hidden = choices.chosen("papers") !== "tick";
    if (!moment) {
      choices.offerEdition(procedure, newest);
      view.tell("site.calculator.choose");
      return;
    }
    const receipt = { ...moment, kind: desk[2] };
    try {
      choices.offerEdition(procedure, TTHC.decide(world, procedure, receipt).edition);
      const channel = choices.chosen("channel") || "in_person";
      const decision = TTHC.decide(world, procedure, { ...receipt, caseId: find("case").value, channel, ...choices.papers });
      view.showDecision(decision, choices.deskName);
    } catch (problem) {
      if (!(problem instanceof TTHC.OutsideCalendar)) throw problem;
      choices.offerEdition(procedure, newest);
      view.showOutside(world.calendar);
    }
  }

  /* The procedure the address asks for; nothing where it asks for none, or for one that is not there. */
  function wanted() {
    let key = "";
    try {
      key = decodeURIComponent(location.hash.slice(1));
    } catch { /* a hand-written address that is no address */ }
    return world.data.procedures.some(([level, , code]) => `${level}/${code}` === key) ? key : "";
  }

  async function start() {
    page.hidden = false;
    try {
      await load("shared");
    } catch {
      find("said").replaceChildren(TTHC.element("p", { class: "due none" }, words["site.calculator.failed"]));
      return;
    }
    const explainer = new TTHC.Explainer(world, words, lang);
    Object.assign(TTHC, { world, explainer });
    choices = new TTHC.Choices(page, world, explainer);
    view = new TTHC.AnswerView(world, explainer, pages);
    choices.choose(wanted());
    choices.setNow();
    page.addEventListener("input", (event) => {
      if (event.target.name === "level") choices.offerLevel();
      answer();
    });
    page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    find("now").addEventListener("click", () => { choices.setNow(); answer(); });
    window.addEventListener("hashchange", () => { if (wanted()) { choices.choose(wanted()); answer(); } });
    await answer();
    page.dataset.ready = "";
  }

  start();
})((window.TTHC = window.TTHC || {}));
