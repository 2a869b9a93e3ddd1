/* A decision in words: the sentences of the catalog's own explanation, in the page's language. */
"use strict";

(function (TTHC) {
  const pad = (number) => String(number).padStart(2, "0");
  const clock = (second) => `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}`;
  const lowerCase = (text) => text.toLocaleLowerCase("vi");

  class Explainer {
    constructor(world, words, lang) {
      this.world = world;
      this.words = words;
      this.lang = lang;
      this.place = lang === "vi" ? 0 : 1;
    }

    /* A sentence of the table, its {fields} filled. */
    text(key, params = {}) {
      const said = key in this.words ? this.words[key] : key;
      return said.replace(/\{(\w+)\}/g, (field, name) => (name in params ? params[name] : field));
    }

    /* A phrase that stands on its own begins like a sentence. */
    alone(phrase) {
      return phrase.charAt(0).toLocaleUpperCase(this.lang) + phrase.slice(1);
    }

    day(number) {
      const { year, month, day, weekday } = this.world.calendar.date(number);
      const date = this.lang === "vi" ? `${pad(day)}/${pad(month)}/${year}` : `${day}/${month}/${year}`;
      return `${this.text(`weekday.${weekday}`)} ${date}`;
    }

    isoDay(iso) {
      return this.day(this.world.calendar.number(iso));
    }

    /* A moment: seconds since the calendar's first midnight. */
    moment(at) {
      return { day: Math.floor(at / TTHC.DAY), time: clock(at % TTHC.DAY) };
    }

    due(deadline) {
      const { day, time } = this.moment(deadline.dueAt);
      const late = this.moment(deadline.lateAfter);
      let key = "decision.due.by-time";
      if (deadline.bound === "before") key = "decision.due.before";
      else if (deadline.lateAfter % TTHC.DAY === 0 && late.day > day) key = "decision.due.by";
      return this.text(key, { time, day: this.day(day) });
    }

    rule(said) {
      return said.rule.text[this.lang];
    }

    reason(decision) {
      if (decision.reason === null) return "";
      const ofModel = decision.reason === "not-in-force" && decision.edition;
      const key = `decision.reason.${ofModel ? "model-not-in-force" : decision.reason}`;
      if (key in this.words) return this.text(key);
      const giver = decision.answer.others.find(({ said }) => said.reason === decision.reason);
      return giver ? this.rule(giver.said).replace(/\.+$/, "") : decision.reason;
    }

    /* The answer in one sentence. */
    answer(decision) {
      const { governing } = decision;
      const reason = this.reason(decision);
      if (!governing) {
        if (!decision.edition || decision.incomplete) return this.text("decision.answer.none", { reason });
        const agreed = decision.caseOf && decision.caseOf[2];
        const said = this.text(agreed ? "decision.answer.agreed" : "decision.answer.no-time");
        return reason ? `${said} ${this.text("decision.answer.uncovered", { reason })}` : said;
      }
      return this.text(decision.covered ? "decision.answer.covered" : "decision.answer.law-only", { due: this.due(governing), reason });
    }

    /* Sentences that must stand beside the answer. */
    notices(decision) {
      const { procedure, edition } = decision;
      const said = [];
      if (decision.provisional) said.push(this.text("decision.notice.provisional", { day: this.day(this.world.calendar.lastDecided) }));
      const day = decision.deemed ? decision.deemed.day : decision.day;
      const { calendar } = this.world;
      for (const [start, until, vi, en] of this.world.data.levels[procedure.level][2]) {
        const holds = (!start || calendar.number(start) <= day) && (!until || day < calendar.number(until));
        if (holds) said.push(this.place ? en : vi);
      }
      if (procedure.reconstructed) said.push(this.text("decision.notice.reconstructed"));
      if (edition && !decision.caseOf && edition.disputed !== null) said.push(this.text("decision.notice.disputed", { note: edition.disputed }));
      return said;
    }

    /* The reasons in order: [{ rule, text, cites }]. */
    steps(decision) {
      const steps = [this.procedure(decision), this.receipt(decision)];
      if (decision.incomplete) return [...steps, this.lacking(decision)];
      steps.push(...this.commitments(decision), ...this.statutory(decision));
      if (decision.commitment && decision.statutory) {
        const kind = this.text(`decision.kind.${decision.governing.kind}`);
        steps.push(this.convention("earlier-governs", this.text("decision.step.governs", { kind, due: this.due(decision.governing) })));
      }
      return steps;
    }

    procedure({ procedure, answer, edition }) {
      const { code } = procedure;
      const level = lowerCase(this.world.data.levels[procedure.level][this.place]);
      const day = this.day(answer.countedFrom);
      if (edition) {
        return { rule: "edition", text: this.text("decision.step.edition", { code, name: edition.name, level, day }), cites: edition.cites };
      }
      let text = this.text("decision.step.not-in-force", { code, level, day });
      const titles = this.world.data.levels;
      const successors = procedure.successors
        .map(([next, at, name]) => `${next} (${lowerCase(titles[at] ? titles[at][this.place] : at)}) ${name}`.trim())
        .join("; ");
      if (successors) text += ` ${this.text("decision.step.successors", { successors })}`;
      return { rule: "edition", text, cites: procedure.ends };
    }

    receipt(decision) {
      const { answer, deemed } = decision;
      if (!deemed) {
        const said = this.text("decision.step.received", { time: clock(decision.second), day: this.day(answer.day) });
        return this.convention(this.world.data.precision, said);
      }
      const opened = answer.others.filter(({ said }) => said.countedFrom === answer.day && said.reason !== "not-in-force");
      const said = this.text(opened.length ? "decision.step.opened" : "decision.step.deemed", {
        models: opened.map(({ model }) => model.title[this.place]).join(", "),
        day: this.day(answer.day),
        why: this.whyOff(answer.day),
        opening: clock(deemed.second),
        next: this.day(deemed.day),
      });
      return this.convention("closed-day-receipt", said);
    }

    lacking({ missing, edition }) {
      const or = this.text("decision.or");
      const names = missing
        .filter((item) => item.certain)
        .map((item) => item.components.map((component) => component.name).join(or))
        .join("; ");
      return { rule: "completeness", text: this.text("decision.step.incomplete", { names }), cites: edition.cites };
    }

    *commitments({ answer, commitment, caseOf }) {
      const { excluded } = answer.span;
      if (excluded === "case-excluded" && caseOf) {
        const text = this.text("decision.step.case-excluded", { case: caseOf[this.place] });
        const found = this.world.data.conventions["excluded-cases"];
        yield { rule: excluded, text: found ? `${text} ${found[this.place]}` : text, cites: found ? found[2] : caseOf[3] };
      } else if (excluded === "not-listed") {
        yield { rule: excluded, text: this.text("decision.step.not-listed"), cites: this.world.data.listedBy };
      }
      for (const { model, said } of answer.others) {
        const title = model.title[this.place];
        if (said.reason === "not-in-force") {
          const [start, until] = model.period;
          const text = this.text("decision.step.model-not-in-force", {
            model: title,
            start: start ? this.isoDay(start) : "-",
            until: until ? ` ${this.text("decision.until", { day: this.day(this.world.calendar.number(until) - 1) })}` : "",
          });
          yield { rule: `${model.id}/not-in-force`, text, cites: model.cites };
          continue;
        }
        let text = `${title}: ${this.rule(said)}`;
        if (said.reason !== null) text += ` ${this.text("decision.step.day-is", { day: this.day(said.countedFrom) })}`;
        else if (said === answer.commitment) text += this.crossing(said);
        if (said.reason === null && said.dueAt !== null && answer.others.length > 1) {
          text += ` ${this.text("decision.step.due", { due: this.due(said) })}`;
        }
        if (model.target) text += ` ${this.text("decision.step.target")}`;
        yield { rule: `${model.id}/${said.rule.id}`, text, cites: said.rule.cites };
      }
    }

    *statutory({ answer, edition, caseOf, statutory }) {
      if (!edition) return;
      const said = answer.statutory;
      if (!said) {
        if (caseOf && caseOf[2]) {
          yield { rule: "law/agreed", text: this.text("decision.step.agreed"), cites: caseOf[3].length ? caseOf[3] : edition.cites };
          return;
        }
        const note = edition.note && this.lang === "vi" ? ` ${edition.note}` : "";
        yield { rule: "law/none", text: this.text("decision.step.no-time") + note, cites: edition.cites };
        return;
      }
      const text = `${this.rule(said)} ${this.text("decision.step.due", { due: this.due(statutory) })}${this.crossing(said)}`;
      yield { rule: `law/${said.rule.id}`, text, cites: said.rule.cites.length ? said.rule.cites : edition.cites };
      if (said.inCalendarDays || said.lastDay !== said.countedFrom) yield this.convention("term-of-days", "");
    }

    /* The named days off and make-up days a term crosses. */
    crossing(said) {
      if (said.dueAt === null) return "";
      const { named } = this.world.calendar;
      const days = [];
      for (let number = said.countedFrom + 1; number <= said.lastDay; number += 1) {
        if (named.has(number)) days.push(`${this.day(number)} (${named.get(number).name})`);
      }
      if (!days.length) return "";
      const shown = days.slice(0, 6).join("; ") + (days.length > 6 ? "; …" : "");
      return ` ${this.text("decision.step.crossing", { days: shown })}`;
    }

    whyOff(number) {
      const fact = this.world.calendar.named.get(number);
      if (!fact) return this.text("decision.rest-day");
      return fact.decision ? `${fact.name}, ${fact.decision}` : fact.name;
    }

    convention(name, said) {
      const found = this.world.data.conventions[name];
      if (!found) return { rule: name, text: said, cites: [] };
      const stated = found[this.place];
      const text = said && name !== "minute-precision" ? `${said} ${stated}` : said || stated;
      return { rule: name, text, cites: found[2] };
    }
  }

  Object.assign(TTHC, { Explainer, clock });
})((window.TTHC = window.TTHC || {}));
