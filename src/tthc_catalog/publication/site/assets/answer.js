/* Shows a decision: the due time and missing papers in a live region, and the reasons below it. */
"use strict";

(function (TTHC) {
  const { element } = TTHC;
  const find = (id) => document.getElementById(id);

  class AnswerView {
    constructor(world, explainer, pages) {
      this.world = world;
      this.explainer = explainer;
      this.pages = pages; /* path to the folder with the pages of procedures */
      this.ownWords = explainer.lang === "vi" ? {} : { lang: "vi" };
    }

    text(key, params) {
      return this.explainer.text(key, params);
    }

    /* `line` repeats the answer in one line below the form, where a phone shows it while choices change. */
    show(result, reasons = [], line = "") {
      find("result").replaceChildren(...result);
      find("reasons").replaceChildren(...reasons);
      find("answer-bar").textContent = line;
      find("answer-bar").hidden = !line;
      find("actions").hidden = !line;
      find("shared").textContent = "";
    }

    /* Show a message instead of a decision. */
    showMessage(key) {
      this.show([element("p", {}, this.text(key))]);
    }

    /* The decision in one line. */
    line(decision) {
      const { governing } = decision;
      if (!governing) return this.text(noDeadlineKey(decision));
      return `${this.text("site.calculator.due")}: ${this.explainer.due(governing, decision).replace(/ \([^()]*\)$/, "")}`;
    }

    showFailure() {
      this.show([element("p", { class: "due none" }, this.text("site.calculator.failed"))]);
    }

    showOutside(calendar) {
      const [first, last] = [this.explainer.day(0), this.explainer.day(calendar.length - 1)];
      this.show([
        element("p", { class: "due none" }, this.text("site.calculator.outside.short")),
        element("p", {}, this.text("site.calculator.outside", { first, last })),
      ]);
    }

    showDecision(decision, office) {
      this.show(
        [...this.headline(decision), ...this.papers(decision)],
        [...this.uncovered(decision), ...this.otherDeadline(decision), ...this.notices(decision), ...this.page(decision), this.origin(decision, office)],
        this.line(decision),
      );
    }

    headline(decision) {
      const { governing, incomplete, provisional } = decision;
      const mark = provisional && !incomplete ? [element("p", { class: "tag" }, this.text("site.calculator.provisional"))] : [];
      if (!governing) return [element("p", { class: "due none" }, this.text(noDeadlineKey(decision))), ...mark];
      return [
        element("p", { class: "label" }, this.text("site.calculator.due")),
        element("p", { class: "due" }, this.explainer.capitalised(this.explainer.due(governing, decision))),
        element("p", { class: "by" }, this.text(sourceKey(governing))),
        element("p", { class: "late" }, this.explainer.capitalised(this.late(governing))),
        ...mark,
      ];
    }

    late({ lateAfter }) {
      const { time, day } = this.explainer.moment(lateAfter);
      return this.text("site.calculator.late", { time, day: this.explainer.day(day) });
    }

    /* What is certainly missing; apart from it, what is needed only under a condition, with the condition, and what is optional. */
    papers({ missing, conditional, optional }) {
      const names = (papers) => papers.map((paper) => paper.name).join(this.text("decision.or"));
      const conditions = (papers) => [...new Set(papers.filter(({ condition }) => condition).map(({ condition }) => condition[1]))].join("; ");
      const list = (name, listed, write) => listed.length
        ? [element("h3", {}, this.text(`site.calculator.${name}`)),
          element("ul", { class: `papers ${name}` }, ...listed.map((papers) => element("li", this.ownWords, write(papers))))]
        : [];
      return [
        ...list("missing", missing, names),
        ...list("conditional", conditional, (papers) => `${conditions(papers)}: ${names(papers)}`),
        ...list("optional", optional, names),
      ];
    }

    /* Why no commitment covers the dossier. */
    uncovered(decision) {
      if (decision.covered) return [];
      const { governing } = decision;
      const sentence = governing
        ? this.text("decision.answer.uncovered", { reason: this.explainer.reason(decision) })
        : this.explainer.answer(decision);
      return [element("p", { class: "uncovered" }, sentence)];
    }

    /* The deadline that does not govern; both are always shown. */
    otherDeadline(decision) {
      const { commitment, statutory, governing } = decision;
      const other = [commitment, statutory].find((deadline) => deadline && deadline !== governing);
      if (!other) return [];
      const sentence = this.explainer.capitalised(`${this.explainer.due(other, decision)}; ${this.late(other)}`);
      return [element("dl", { class: "deadlines" }, element("div", {}, element("dt", {}, this.text(sourceKey(other))), element("dd", {}, sentence)))];
    }

    reasons(decision) {
      const steps = this.explainer.steps(decision).map((step) =>
        element("li", {}, `${step.text} `, ...this.cited(step.cites), " ", element("span", { class: "rule" }, step.rule)));
      return [element("h3", {}, this.text("site.calculator.why")), element("ol", { class: "why" }, ...steps)];
    }

    cited(indexes) {
      const links = indexes.map((index) => {
        const [label, number] = this.world.data.citations[index];
        const address = number === null ? null : this.world.data.addresses[number];
        return element("cite", this.ownWords, address ? element("a", { href: address, rel: "external noreferrer" }, label) : label);
      });
      return links.flatMap((link, number) => (number ? ["; ", link] : [link]));
    }

    notices(decision) {
      const notices = this.explainer.notices(decision);
      if (!notices.length) return [];
      const items = notices.map((notice) => element("li", {}, notice));
      return [element("h3", {}, this.text("site.calculator.notices")), element("ul", {}, ...items)];
    }

    page({ procedure }) {
      const address = `${this.pages}procedure/${procedure.level}/${procedure.code}.html`;
      return [element("p", {}, element("a", { href: address }, this.text("site.calculator.page")))];
    }

    /* The reasons with their rules and citations, and the evidence of the decision, folded. */
    origin(decision, office) {
      const [id, version] = this.world.data.catalog;
      const { digest } = decision;
      return element("details", {},
        element("summary", {}, this.text("site.calculator.origin")),
        ...this.reasons(decision),
        element("p", { class: "derived" }, this.text("site.calculator.derived", { id, version, digest, office })));
    }
  }

  function sourceKey({ kind }) {
    return kind === "commitment" ? "site.calculator.covered" : "site.calculator.by_law";
  }

  function noDeadlineKey({ incomplete, edition, caseOf }) {
    if (incomplete) return "site.calculator.incomplete";
    if (!edition) return "site.calculator.due.none";
    return caseOf && caseOf[2] ? "site.calculator.due.agreed" : "site.calculator.due.unknown";
  }

  Object.assign(TTHC, { AnswerView });
})((window.TTHC = window.TTHC || {}));
