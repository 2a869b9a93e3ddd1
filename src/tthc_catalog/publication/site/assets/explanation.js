/* A decision in words: the sentences of `Decision.explain`, in the language of the page. */
"use strict";

(function (TTHC) {
  const pad = (number) => String(number).padStart(2, "0");
  const clock = (second) => `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}`;
  const lowerCase = (text) => text.toLocaleLowerCase("vi");

  /* Whether a closure on a day concerns a due time, or an opening a term. */
  function touches(number, kind, result) {
    if (!result || result.dueAt === null) return false;
    if (kind === "open") return result.day <= number && number <= result.lastDay;
    const due = result.movedFrom === null ? result.dueAt : result.movedFrom;
    return Math.floor(due / TTHC.DAY) <= number && number <= result.lastDay;
  }

  /* What an entry did to a deadline, in one word. */
  function effectOf(kind, effect, result, known) {
    if (kind === "open") return known ? (effect === "working_day" ? "counted" : "not-counted") : "announced-later";
    if (result.movedFrom !== null && effect === "next_opening" && known) return "moved";
    return !known && effect === "next_opening" ? "announced-later" : "unchanged";
  }

  class Explainer {
    constructor(world, words, lang) {
      this.world = world;
      this.words = words;
      this.lang = lang;
      this.langIndex = lang === "vi" ? 0 : 1;
    }

    /* A text with its {fields} filled in. */
    text(key, params = {}) {
      const template = key in this.words ? this.words[key] : key;
      return template.replace(/\{(\w+)\}/g, (field, name) => (name in params ? params[name] : field));
    }

    /* Capitalise a phrase that is shown on its own. */
    capitalised(phrase) {
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

    /* The day and time of a moment, given in seconds since the first midnight of the calendar. */
    moment(seconds) {
      return { day: Math.floor(seconds / TTHC.DAY), time: clock(seconds % TTHC.DAY) };
    }

    due(deadline, { schedule }) {
      const { day, time } = this.moment(deadline.dueAt);
      let key = "decision.due.by-time";
      if (deadline.bound === "before") key = "decision.due.before";
      else if (this.isWholeDay(deadline)) key = schedule.hoursKnown(day) ? "decision.due.by" : "decision.due.by-day";
      return this.text(key, { time, day: this.day(day) });
    }

    /* Whether the result is in time until the end of a day. */
    isWholeDay({ dueAt, lateAfter, bound }) {
      return bound === "by" && lateAfter % TTHC.DAY === 0 && lateAfter / TTHC.DAY > Math.floor(dueAt / TTHC.DAY);
    }

    /* What must be said about a desk whose hours are not known; undefined if they are known. */
    unknownHours({ governing, statutory, commitment, schedule, day }) {
      if (!governing) return undefined;
      const known = ({ dueAt }) => schedule.hoursKnown(Math.floor(dueAt / TTHC.DAY));
      const counted = [statutory, commitment && commitment.rate ? commitment : null].filter(Boolean);
      if (counted.some((one) => one.bound === "by" && !this.isWholeDay(one) && !known(one))) return "decision.notice.hours-counted";
      return schedule.hoursKnown(day) && known(governing) ? undefined : "decision.notice.hours-unknown";
    }

    rule(result) {
      return result.rule.text[this.lang];
    }

    reason(decision) {
      if (decision.reason === null) return "";
      const ofModel = decision.reason === "not-in-force" && decision.edition;
      const key = `decision.reason.${ofModel ? "model-not-in-force" : decision.reason}`;
      if (key in this.words) return this.text(key);
      const source = decision.answer.others.find(({ result }) => result.reason === decision.reason);
      return source ? this.rule(source.result).replace(/\.+$/, "") : decision.reason;
    }

    /* The decision in one sentence. */
    answer(decision) {
      const { governing } = decision;
      const reason = this.reason(decision);
      if (!governing) {
        if (!decision.edition || decision.incomplete) return this.text("decision.answer.none", { reason });
        const agreed = decision.caseOf && decision.caseOf[2];
        const sentence = this.text(agreed ? "decision.answer.agreed" : "decision.answer.no-time");
        return reason ? `${sentence} ${this.text("decision.answer.uncovered", { reason })}` : sentence;
      }
      return this.text(decision.covered ? "decision.answer.covered" : "decision.answer.law-only", { due: this.due(governing, decision), reason });
    }

    /* What the edition records about the own time of the channel; undefined if the channel has none. */
    channelTime({ edition, caseOf, caseId, channel }) {
      return edition.channelTimes[`${caseOf ? caseId : ""}/${channel}`];
    }

    aboutChannel(key, { channel }) {
      return this.text(key, { channel: this.text(`channel.${channel}`) });
    }

    /* The notices that must be shown with the decision. */
    notices(decision) {
      const { procedure, edition } = decision;
      const notices = [];
      if (decision.provisional) notices.push(this.text("decision.notice.provisional", { day: this.day(this.world.calendar.lastDecidedOn(decision.day)) }));
      const day = decision.deemed ? decision.deemed.day : decision.day;
      const unknown = this.unknownHours(decision);
      if (unknown) notices.push(this.text(unknown));
      const { calendar } = this.world;
      for (const [start, until, vi, en] of [...this.world.data.levels[procedure.level][2], ...procedure.notices]) {
        const holds = (!start || calendar.number(start) <= day) && (!until || day < calendar.number(until));
        if (holds) notices.push(this.langIndex ? en : vi);
      }
      if (procedure.reconstructed) notices.push(this.text("decision.notice.reconstructed"));
      if (edition) {
        const own = this.channelTime(decision);
        const usual = decision.caseOf ? decision.caseOf[4] : edition.disputed;
        const note = own === undefined ? usual : own;
        if (note !== null) notices.push(this.text("decision.notice.disputed", { note }));
      }
      return notices;
    }

    /* The reasons in order: [{ rule, text, cites }]. */
    steps(decision) {
      const steps = [this.procedure(decision), this.receipt(decision), ...this.outsideHours(decision)];
      if (decision.incomplete) return [...steps, this.incompleteness(decision)];
      steps.push(...this.commitments(decision), ...this.statutory(decision), ...this.closures(decision), ...this.learned(decision));
      if (decision.commitment && decision.statutory) {
        const kind = this.text(`decision.kind.${decision.governing.kind}`);
        steps.push(this.convention("earlier-governs", this.text("decision.step.governs", { kind, due: this.due(decision.governing, decision) })));
      }
      return steps;
    }

    procedure({ procedure, answer, edition, desk }) {
      if (answer.span.excluded === "office-not-in-force") return this.office(desk, answer);
      const { code } = procedure;
      const level = lowerCase(this.world.data.levels[procedure.level][this.langIndex]);
      const day = this.day(answer.countedFrom);
      if (edition) {
        return { rule: "edition", text: this.text("decision.step.edition", { code, name: edition.name, level, day }), cites: edition.cites };
      }
      let text = this.text("decision.step.not-in-force", { code, level, day });
      const titles = this.world.data.levels;
      const successors = procedure.successors
        .map(([next, nextLevel, name]) => `${next} (${lowerCase(titles[nextLevel] ? titles[nextLevel][this.langIndex] : nextLevel)}) ${name}`.trim())
        .join("; ");
      const ended = procedure.ends.filter(([until]) => this.world.calendar.number(until) <= answer.countedFrom).pop();
      const cites = ended ? ended[1] : procedure.begins;
      if (ended && !cites.length) text += ` ${this.text("decision.step.not-in-force.end-basis-unknown")}`;
      if (successors) text += ` ${this.text("decision.step.successors", { successors })}`;
      return { rule: "edition", text, cites };
    }

    /* A desk that has ended or not yet begun. */
    office(desk, { day, countedFrom }) {
      const own = desk[5].filter(([first]) => first <= day).pop();
      const [, cites, followedBy, vi = desk[0], en = desk[1], start = desk[3], until = desk[4]] = own;
      const office = this.langIndex ? en : vi;
      const { calendar } = this.world;
      if (!until || countedFrom < calendar.number(until)) {
        const begins = start && countedFrom < calendar.number(start) ? this.isoDay(start) : this.day(countedFrom);
        return { rule: "office", text: this.text("decision.step.office-not-begun", { office, day: begins }), cites: [] };
      }
      let text = this.text("decision.step.office-ended", { office, day: this.isoDay(until) });
      const successors = followedBy.map(([name, part]) => name + (part ? this.text(`decision.part.${part}`) : "")).join("; ");
      if (successors) text += ` ${this.text("decision.step.office-successors", { successors })}`;
      return { rule: "office", text, cites };
    }

    /* The closures and extra openings that touch the dossier: what, why, and what they moved. */
    *closures({ answer, localDays, edition }) {
      if (!edition) return;
      const promise = answer.commitment && !answer.commitment.byProcessingTime ? answer.commitment : null;
      const seen = new Set();
      for (const [number, index, knownFrom] of localDays) {
        const closure = this.world.data.closures[index];
        if (seen.has(index)) continue;
        const known = knownFrom <= answer.day;
        const sides = [["commitment", promise, closure.commitment, known], ["law", answer.statutory, closure.law, known]];
        const effects = sides
          .filter(([, result]) => touches(number, closure.kind, result))
          .map(([side, result, effect, isKnown]) => [side, result, effectOf(closure.kind, effect, result, isKnown)]);
        if (number !== answer.day && !effects.length) continue;
        seen.add(index);
        const hours = closure.sessions.map(([a, b]) => `${clock(a * 60)}-${clock(b * 60)}`).join(", ");
        const days = closure.first === closure.last ? "one-day" : "days";
        let text = this.text(`decision.step.${closure.kind}-${days}`, {
          first: this.isoDay(closure.first), last: this.isoDay(closure.last), hours: hours && ` ${hours}`, why: closure.why[this.langIndex],
        });
        if (closure.announced) text += ` ${this.text("decision.step.announced", { day: this.isoDay(closure.announced) })}`;
        for (const [side, result, effect] of effects) {
          let before = "";
          if (effect === "moved") {
            const { day, time } = this.moment(result.movedFrom);
            before = `${time} ${this.day(day)}`;
          }
          text += ` ${this.text(`decision.step.${side}-${effect}`, { moved_from: before })}`;
        }
        yield { rule: `closure/${closure.id}`, text, cites: closure.cites };
      }
    }

    /* What became known after the receipt, and the statutory deadline by it. */
    *learned(decision) {
      const { answer, localDays } = decision;
      const { settled, statutory, day: received } = answer;
      if (!settled) return;
      const last = Math.max(settled.lastDay, statutory.lastDay);
      const parts = [];
      for (const [number, , , kind, name, decision, since] of this.world.calendar.learnedAfter(received)) {
        if (number < received || number > last) continue;
        const what = ["holiday", "compensatory", "swap_off"].includes(kind) ? "off" : kind;
        const by = this.text(`decision.learned.${decision ? "by" : "announced"}`, { decision, day: this.isoDay(since) });
        parts.push(this.text(`decision.learned.${what}`, { day: this.day(number), name: name || "" }) + by);
      }
      const cites = [];
      const seen = new Set();
      for (const [number, index, knownFrom] of localDays) {
        const closure = this.world.data.closures[index];
        if (seen.has(index) || knownFrom <= received || number < received || number > last || closure.law === "unchanged") continue;
        seen.add(index);
        const announced = closure.announced ? this.text("decision.learned.announced", { day: this.isoDay(closure.announced) }) : "";
        const what = this.text(`decision.learned.${closure.kind}`, { day: this.isoDay(closure.first), name: closure.why[this.langIndex] });
        parts.push(what + announced);
        cites.push(...closure.cites);
      }
      const text = this.text("decision.step.learned", { days: parts.join("; "), due: this.due(settled, decision) });
      yield { rule: "law/announced-later", text, cites };
    }

    receipt(decision) {
      const { answer, deemed } = decision;
      if (!deemed) {
        const sentence = this.text("decision.step.received", { time: clock(decision.second), day: this.day(answer.day) });
        return this.convention(this.world.data.precision, sentence);
      }
      const opened = answer.others.filter(({ result }) => result.countedFrom === answer.day && result.reason !== "not-in-force");
      const sentence = this.text(opened.length ? "decision.step.opened" : decision.schedule.hoursKnown(deemed.day) ? "decision.step.deemed" : "decision.step.deemed-day", {
        models: opened.map(({ model }) => model.title[this.langIndex]).join(", "),
        day: this.day(answer.day),
        why: this.whyOff(answer.day),
        opening: clock(deemed.second),
        next: this.day(deemed.day),
      });
      return this.convention("closed-day-receipt", sentence);
    }

    /* The convention that a receipt outside the opening hours of an open day follows, if the catalog states one. */
    *outsideHours({ answer, deemed, second, schedule }) {
      const convention = this.world.data.outsideHours;
      if (!convention || deemed) return;
      const [commitment, law, cites] = convention;
      const minute = Math.floor(second / 60);
      const shut = !schedule.sessions(answer.day).some(([start, end]) => start <= minute && minute <= end);
      const sides = [["commitment", commitment, answer.others.map(({ result }) => result)], ["law", law, answer.statutory ? [answer.statutory] : []]];
      const applied = new Map();
      for (const [side, value, results] of sides) {
        if (results.some((result) => (value === "next_opening" ? result.fromMinute !== null : shut))) {
          applied.set(value, [...(applied.get(value) || []), side]);
        }
      }
      for (const [value, named] of applied) {
        const what = this.text(`decision.what.${named.length === 1 ? named[0] : "both"}`);
        yield { rule: "receipts-outside-hours", text: this.text(`decision.step.${value.replace("_", "-")}`, { what }), cites };
      }
    }

    incompleteness({ missing, edition }) {
      const or = this.text("decision.or");
      const names = missing.map((papers) => papers.map((paper) => paper.name).join(or)).join("; ");
      return { rule: "completeness", text: this.text("decision.step.incomplete", { names }), cites: edition.cites };
    }

    /* The moment a term counts from, if it is neither the receipt nor the opening after a closed day. */
    countedFrom(result) {
      if (result.fromMinute === null) return "";
      return ` ${this.text("decision.step.counted-from", { time: clock(result.fromMinute * 60), day: this.day(result.countedFrom) })}`;
    }

    *commitments(decision) {
      const { answer, commitment, caseOf, edition, procedure, channel } = decision;
      const { excluded } = answer.span;
      if (excluded === "case-excluded" && caseOf) {
        const text = this.text("decision.step.case-excluded", { case: caseOf[this.langIndex] });
        const convention = this.world.data.conventions["excluded-cases"];
        yield {
          rule: excluded,
          text: convention ? `${text} ${convention[this.langIndex]}` : text,
          cites: convention ? convention[2] : caseOf[3],
        };
      } else if (excluded === "channel-excluded") {
        const cites = this.world.data.outsideScope[procedure.level][channel] || [];
        yield { rule: excluded, text: this.aboutChannel("decision.step.channel-excluded", decision), cites };
      } else if (excluded === "not-listed") {
        yield { rule: excluded, text: this.text("decision.step.not-listed"), cites: this.world.data.listedBy };
      } else if (excluded === "office-out-of-scope") {
        yield { rule: excluded, text: this.text("decision.step.office-out-of-scope"), cites: this.world.data.listedAt[procedure.level] };
      } else if (excluded === "no-model") {
        const level = lowerCase(this.world.data.levels[procedure.level][this.langIndex]);
        yield { rule: excluded, text: this.text("decision.step.no-model", { level }), cites: edition ? edition.cites : [] };
      }
      for (const { model, result } of answer.others) {
        const title = model.title[this.langIndex];
        if (result.reason === "not-in-force") {
          const [start, until] = model.period;
          const text = this.text(start ? "decision.step.model-not-in-force" : "decision.step.model-ended", {
            model: title,
            start: start ? this.isoDay(start) : "",
            until: until ? ` ${this.text("decision.until", { day: this.day(this.world.calendar.number(until) - 1) })}` : "",
          });
          yield { rule: `${model.id}/not-in-force`, text, cites: model.cites };
          continue;
        }
        let text = `${title}: ${this.rule(result)}${this.countedFrom(result)}`;
        if (result.reason !== null) text += ` ${this.text("decision.step.day-is", { day: this.day(result.countedFrom) })}`;
        else if (result === answer.commitment) text += this.crossing(result);
        if (result.reason === null && result.dueAt !== null && answer.others.length > 1) {
          text += ` ${this.text("decision.step.due", { due: this.due(result, decision) })}`;
        }
        if (model.target) text += ` ${this.text("decision.step.target")}`;
        yield { rule: `${model.id}/${result.rule.id}`, text, cites: result.rule.cites };
      }
    }

    *statutory(decision) {
      const { answer, edition, caseOf, statutory } = decision;
      if (!edition) return;
      const result = answer.statutory;
      if (!result) {
        if (caseOf && caseOf[2]) {
          yield { rule: "law/agreed", text: this.text("decision.step.agreed"), cites: caseOf[3].length ? caseOf[3] : edition.cites };
          return;
        }
        const note = edition.note && this.lang === "vi" ? ` ${edition.note}` : "";
        yield { rule: "law/none", text: this.text("decision.step.no-time") + note, cites: edition.cites };
        return;
      }
      const own = this.channelTime(decision) === undefined ? "" : `${this.aboutChannel("decision.step.channel-time", decision)} `;
      const due = this.text("decision.step.due", { due: this.due(statutory, decision) });
      const text = `${own}${this.rule(result)}${this.countedFrom(result)} ${due}${this.crossing(result)}`;
      yield { rule: `law/${result.rule.id}`, text, cites: result.rule.cites.length ? result.rule.cites : edition.cites };
      const countsDays = result.inCalendarDays || result.lastDay !== result.countedFrom;
      if (countsDays && this.world.data.conventions["term-of-days"]) yield this.convention("term-of-days", "");
    }

    /* The named days off and make-up days within a term. */
    crossing(result) {
      if (result.dueAt === null) return "";
      const days = [];
      for (let number = result.countedFrom + 1; number <= result.lastDay; number += 1) {
        const named = this.world.calendar.namedOn(number, result.day);
        if (named) days.push(`${this.day(number)} (${named.name})`);
      }
      if (!days.length) return "";
      const shown = days.slice(0, 6).join("; ") + (days.length > 6 ? "; …" : "");
      return ` ${this.text("decision.step.crossing", { days: shown })}`;
    }

    whyOff(number) {
      const fact = this.world.calendar.namedOn(number, number);
      if (!fact) return this.text("decision.rest-day");
      return fact.decision ? `${fact.name}, ${fact.decision}` : fact.name;
    }

    /* A step that rests on a convention of the catalog, which is appended to the sentence. */
    convention(name, sentence) {
      const convention = this.world.data.conventions[name];
      if (!convention) return { rule: name, text: sentence, cites: [] };
      const statement = convention[this.langIndex];
      const text = sentence && name !== "minute-precision" ? `${sentence} ${statement}` : sentence || statement;
      return { rule: name, text, cites: convention[2] };
    }
  }

  Object.assign(TTHC, { Explainer, clock });
})((window.TTHC = window.TTHC || {}));
