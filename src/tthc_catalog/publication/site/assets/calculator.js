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
    if (!choices.entry) {
      choices.offerNothing();
      view.showMessage("site.calculator.choose_procedure");
      return;
    }
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

  /* The key of the procedure and the choices in the fragment of the address: `#commune/1.004873?at=2024-05-03T15:31&case=xac-minh`. */
  function requested() {
    let [key, query] = ["", ""];
    try {
      [key, query] = decodeURIComponent(location.hash.slice(1)).split("?");
    } catch { /* a malformed fragment */ }
    const isKnown = world.data.procedures.some(([level, , code]) => `${level}/${code}` === key);
    return [isKnown ? key : "", new URLSearchParams(query || "")];
  }

  /* Take over the choices of the address; some are offered only after others are made. */
  async function restore() {
    const [key, wanted] = requested();
    choices.choose(key);
    choices.setNow();
    choices.restoreReceipt(wanted);
    await update();
    if (key && choices.restoreDossier(wanted)) await update();
  }

  function remember() {
    const fragment = choices.entry ? `#${find("procedure").value}?${choices.address}` : "#";
    history.replaceState(null, "", fragment);
  }

  /* Hand the address over to another program, or else to the clipboard, or show it. */
  async function share() {
    remember();
    const text = find("answer-bar").textContent;
    const message = find("shared");
    try {
      if (navigator.share) await navigator.share({ title: document.title, text, url: location.href });
      else await navigator.clipboard.writeText(`${text} ${location.href}`);
      message.textContent = navigator.share ? "" : choices.text("site.calculator.shared");
    } catch {
      message.textContent = location.href;
    }
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
    page.addEventListener("input", async (event) => {
      if (event.target.name === "level") choices.offerLevel();
      await update();
      remember();
    });
    page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    find("now").addEventListener("click", async () => { choices.setNow(); await update(); remember(); });
    find("share").addEventListener("click", share);
    find("print").addEventListener("click", () => window.print());
    window.addEventListener("hashchange", () => { if (requested()[0]) restore(); });
    await restore();
    page.dataset.ready = "";
  }

  start();
})((window.TTHC = window.TTHC || {}));
