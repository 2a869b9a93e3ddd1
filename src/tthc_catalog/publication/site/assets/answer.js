/* A decision on the page: what is due and what is missing, said aloud as it changes; below it the reasons, which are read when wanted. */
"use strict";

(function (TTHC) {
  const { element } = TTHC;
  const find = (id) => document.getElementById(id);

  class AnswerView {
    constructor(world, explainer, pages) {
      this.world = world;
      this.explainer = explainer;
      this.pages = pages; /* where the pages of procedures lie */
      this.ownWords = explainer.lang === "vi" ? {} : { lang: "vi" };
    }

    said(key, params) {
      return this.explainer.text(key, params);
    }

    show(answer, reasons = []) {
      find("said").replaceChildren(...answer);
      find("reasons").replaceChildren(...reasons);
    }

    /* A sentence instead of an answer: still waiting, nothing chosen. */
    tell(key) {
      this.show([element("p", {}, this.said(key))]);
    }

    fail() {
      this.show([element("p", { class: "due none" }, this.said("site.calculator.failed"))]);
    }

    showOutside(calendar) {
      const [first, last] = [this.explainer.day(0), this.explainer.day(calendar.length - 1)];
      this.show([
        element("p", { class: "due none" }, this.said("site.calculator.outside.short")),
        element("p", {}, this.said("site.calculator.outside", { first, last })),
      ]);
    }

    showDecision(decision, office) {
      this.show(
        [...this.headline(decision), ...this.missing(decision)],
        [...this.uncovered(decision), ...this.otherDeadline(decision), ...this.reasons(decision), ...this.notices(decision), ...this.origin(decision, office)],
      );
    }

    headline(decision) {
      const { governing, incomplete, provisional } = decision;
      const mark = provisional && !incomplete ? [element("p", { class: "tag" }, this.said("site.calculator.provisional"))] : [];
      if (!governing) return [element("p", { class: "due none" }, this.said(whyNone(decision))), ...mark];
      return [
        element("p", { class: "label" }, this.said("site.calculator.due")),
        element("p", { class: "due" }, this.explainer.alone(this.explainer.due(governing))),
        element("p", { class: "by" }, this.said(byWhat(governing))),
        element("p", { class: "late" }, this.explainer.alone(this.late(governing))),
        ...mark,
      ];
    }

    late({ lateAfter }) {
      const { time, day } = this.explainer.moment(lateAfter);
      return this.said("site.calculator.late", { time, day: this.explainer.day(day) });
    }

    missing({ missing: lacks }) {
      const list = (key, items) => items.length
        ? [element("h3", {}, this.said(key)), element("ul", { class: "missing" }, ...items.map((item) =>
          element("li", this.ownWords, item.components.map((paper) => paper.name).join(this.said("decision.or")))))]
        : [];
      return [
        ...list("site.calculator.missing", lacks.filter((item) => item.certain)),
        ...list("site.calculator.maybe", lacks.filter((item) => !item.certain)),
      ];
    }

    /* Why no commitment covers the dossier; the headline has said the rest. */
    uncovered(decision) {
      if (decision.covered) return [];
      const { governing } = decision;
      const said = governing
        ? this.said("decision.answer.uncovered", { reason: this.explainer.reason(decision) })
        : this.explainer.answer(decision);
      return [element("p", { class: "uncovered" }, said)];
    }

    /* The deadline that does not govern: both are always told. */
    otherDeadline({ commitment, statutory, governing }) {
      const other = [commitment, statutory].find((deadline) => deadline && deadline !== governing);
      if (!other) return [];
      const told = this.explainer.alone(`${this.explainer.due(other)}; ${this.late(other)}`);
      return [element("dl", { class: "deadlines" }, element("div", {}, element("dt", {}, this.said(byWhat(other))), element("dd", {}, told)))];
    }

    reasons(decision) {
      const steps = this.explainer.steps(decision).map((step) =>
        element("li", {}, `${step.text} `, ...this.cited(step.cites), " ", element("span", { class: "rule" }, step.rule)));
      return [element("h3", {}, this.said("site.calculator.why")), element("ol", { class: "why" }, ...steps)];
    }

    cited(places) {
      const links = places.map((number) => {
        const [written, address] = this.world.data.citations[number];
        return element("cite", this.ownWords, address ? element("a", { href: address, rel: "external noreferrer" }, written) : written);
      });
      return links.flatMap((link, number) => (number ? ["; ", link] : [link]));
    }

    notices(decision) {
      const notices = this.explainer.notices(decision);
      if (!notices.length) return [];
      const items = notices.map((notice) => element("li", {}, notice));
      return [element("h3", {}, this.said("site.calculator.notices")), element("ul", {}, ...items)];
    }

    /* The procedure's page, and what the answer was derived from. */
    origin({ procedure, digest }, office) {
      const [id, version] = this.world.data.catalog;
      const address = `${this.pages}procedure/${procedure.level}/${procedure.code}.html`;
      return [
        element("p", {}, element("a", { href: address }, this.said("site.calculator.page"))),
        element("p", { class: "derived" }, this.said("site.calculator.derived", { id, version, digest, office })),
      ];
    }
  }

  function byWhat({ kind }) {
    return kind === "commitment" ? "site.calculator.covered" : "site.calculator.by_law";
  }

  function whyNone({ incomplete, edition, caseOf }) {
    if (incomplete) return "site.calculator.incomplete";
    if (!edition) return "site.calculator.due.none";
    return caseOf && caseOf[2] ? "site.calculator.due.agreed" : "site.calculator.due.unknown";
  }

  Object.assign(TTHC, { AnswerView });
})((window.TTHC = window.TTHC || {}));
