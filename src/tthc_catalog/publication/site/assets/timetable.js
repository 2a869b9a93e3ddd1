/* The law and the commitments for one moment of receipt, looked up in the compiled tables as in the engine. */
"use strict";

(function (TTHC) {
  const { DAY, countUpTo, OutsideCalendar } = TTHC;

  const MOVING = new Set(["worked", "clock", "moved"]); /* outcomes whose due time may advance with each minute of receipt */

  /* One policy compiled for one schedule. */
  class PolicyTable {
    constructor(data, world) {
      this.schedule = world.schedules[data.schedule];
      this.calendar = world.calendar;
      this.unit = world.unit;
      this.days = world.vectors[data.days];
      this.patterns = data.patterns.map((segments) => ({ starts: segments.map((segment) => segment[0]), segments }));
      this.rules = data.rules.map((index) => {
        const [id, vi, en, cites] = world.data.rules[index];
        return { id, text: { vi, en }, cites };
      });
      this.cache = new Map();
      this.irregular = new Map(data.irregular || []);
      this.settledDays = new Map(data.settled || []);
    }

    on(day, second) {
      if (this.irregular.has(day)) return this.written(this.irregular.get(day), day, second);
      const pattern = this.patterns[this.days[day]];
      const window = pattern.starts.length ? countUpTo(pattern.starts, second) : 0;
      const key = day * 64 + window;
      const cached = this.cache.get(key);
      if (cached) return cached;
      let [counted, from, rate] = window ? [day, second, 1] : this.opening(day);
      const segment = window ? pattern.segments[window - 1] : this.segmentAt(counted, from);
      let [, rule, outcome] = segment;
      let fromMinute = null;
      if (outcome[0] === "from") {
        if (window && outcome[1]) counted = this.calendar.nth(day, outcome[1]);
        fromMinute = outcome[2];
        [from, rate, outcome] = [fromMinute * 60, 0, outcome[3]];
      }
      const result = { ...this.resolve(rule, outcome, day, counted, from, rate), fromMinute };
      if (!MOVING.has(segment[2][0])) this.cache.set(key, result);
      return result;
    }

    /* The result on a day whose windows are written out, because a closure, an opening or other hours moved some of them. */
    written(windows, day, second) {
      const window = windows[countUpTo(windows.map(([start]) => start), second) - 1];
      const [start, rule, reason, due, late, bound, countedFrom, lastDay, byProcessingTime, rate, inCalendarDays, movedFrom, fromMinute] =
        window;
      const moved = rate ? (Math.floor(second / 60) - Math.floor(start / 60)) * 60 : 0;
      return {
        rule: this.rules[rule], reason, bound, day, countedFrom, lastDay, byProcessingTime, rate, inCalendarDays, movedFrom, fromMinute,
        dueAt: due === null ? null : due + moved, lateAfter: late === null ? null : late + moved,
      };
    }

    /* The result by all that is known now; null if it is the same. */
    settled(day, second) {
      if (!this.settledDays.has(day)) return null;
      const [promised, now] = [this.on(day, second), this.written(this.settledDays.get(day), day, second)];
      return now.dueAt === promised.dueAt && now.lateAfter === promised.lateAfter ? null : now;
    }

    /* A receipt on a closed day counts from the opening of the next working day. */
    opening(day) {
      const counted = this.calendar.nth(day, 0);
      return [counted, this.schedule.opening(counted) * 60, 0];
    }

    segmentAt(day, second) {
      const pattern = this.patterns[this.days[day]];
      return pattern.segments[countUpTo(pattern.starts, second) - 1];
    }

    resolve(rule, outcome, day, counted, second, rate) {
      const { calendar, schedule } = this;
      const result = {
        rule: this.rules[rule], reason: null, dueAt: null, lateAfter: null, bound: "by",
        day, countedFrom: counted, lastDay: counted, byProcessingTime: false, rate: 0, inCalendarDays: false,
        movedFrom: null,
      };
      const due = (dueDay, minute, lateAfter, more) =>
        Object.assign(result, { dueAt: dueDay * DAY + minute * 60, lateAfter, lastDay: dueDay }, more);
      const atOpening = (dueDay) => due(dueDay, schedule.opening(dueDay), dueDay * DAY + schedule.opening(dueDay) * 60 + this.unit);
      const endOfDay = (last, extra, more) => {
        if (last >= schedule.days.length) throw new OutsideCalendar();
        const dueDay = calendar.nth(calendar.nth(last, 0), extra);
        return due(dueDay, schedule.closing(dueDay), (dueDay + 1) * DAY, more);
      };
      switch (outcome[0]) {
        case "-":
          return Object.assign(result, { reason: outcome[1] });
        case "law":
          return Object.assign(result, { byProcessingTime: true });
        case "day": {
          const [, n, minute, bound, closing] = outcome;
          const dueDay = n ? calendar.nth(counted, n) : counted;
          if (minute === null) return due(dueDay, closing === null ? schedule.closing(dueDay) : closing, (dueDay + 1) * DAY);
          const dueAt = dueDay * DAY + minute * 60;
          return due(dueDay, minute, bound === "before" ? dueAt : dueAt + this.unit, { bound });
        }
        case "opening":
          return atOpening(calendar.nth(counted, outcome[1]));
        case "calendar":
          return endOfDay(counted + outcome[1], outcome[2], { inCalendarDays: true });
        case "months":
          return endOfDay(calendar.monthsLater(counted, outcome[1]) + outcome[2], outcome[3], { inCalendarDays: true });
        case "moved": {
          const [, n, endsWithDay, own] = outcome;
          const at = counted * DAY + Math.floor(second / 60) * 60 + n * 60;
          const dueDay = Math.floor(at / DAY);
          if (dueDay >= schedule.days.length) throw new OutsideCalendar();
          const minute = (at % DAY) / 60;
          const sessions = this.openSessions(dueDay, dueDay === counted ? own : null);
          if (sessions.some(([start, end]) => start <= minute && minute <= end)) return due(dueDay, minute, at + this.unit, { rate });
          const later = sessions.find(([start]) => start > minute);
          if (later) return due(dueDay, later[0], dueDay * DAY + later[0] * 60 + this.unit);
          return endsWithDay && !sessions.length ? endOfDay(dueDay, 0) : atOpening(calendar.nth(dueDay, 1));
        }
        case "worked": {
          const [, n, own] = outcome;
          const [dueDay, minute] = this.workedUntil(counted, second, n, own);
          const moves = rate && this.isOpen(counted, Math.floor(second / 60), own) ? 1 : 0;
          return due(dueDay, minute, dueDay * DAY + minute * 60 + this.unit, { rate: moves });
        }
        case "clock": {
          const dueAt = counted * DAY + Math.floor(second / 60) * 60 + outcome[1] * 60;
          const lastDay = Math.min(Math.floor(dueAt / DAY), schedule.days.length - 1);
          return Object.assign(result, { dueAt, lateAfter: dueAt + this.unit, lastDay, rate });
        }
        default:
          throw new Error(`unknown outcome: ${outcome[0]}`);
      }
    }

    workedUntil(day, second, minutes, own) {
      const { schedule } = this;
      const from = Math.floor(second / 60);
      if (!own || !own.length) return schedule.momentWorked(schedule.workedBefore(day, from) + minutes);
      let left = minutes;
      for (const [start, end] of own) {
        const begin = Math.max(start, from);
        if (begin >= end) continue;
        if (left <= end - begin) return [day, begin + left];
        left -= end - begin;
      }
      return schedule.momentWorked(schedule.openedMinutes()[day + 1] + left);
    }

    isOpen(day, minute, own) {
      return this.openSessions(day, own).some(([start, end]) => start <= minute && minute < end);
    }

    /* The hours in which the desk is open on a day: its own hours if it has any, else the office's on a working day. */
    openSessions(day, own) {
      if (own && own.length) return own;
      return this.calendar.working[day] ? this.schedule.sessions(day) : [];
    }
  }

  /* The data shared by all procedures. */
  class World {
    constructor(data) {
      this.data = data;
      this.unit = data.unit;
      this.vectors = data.vectors.map(TTHC.daily);
      this.calendar = new TTHC.Calendar(data, this.vectors);
      this.schedules = data.schedules.map((schedule) => new TTHC.Schedule(schedule, this.calendar, this.vectors));
      this.tables = data.tables.map((table) => new PolicyTable(table, this));
      this.commitments = data.commitments.map((commitment) => ({ ...commitment, table: this.tables[commitment.table] }));
    }
  }

  /* The timetable of one procedure in one case, as spans in order. */
  class Timetable {
    constructor(spans, world) {
      this.world = world;
      this.calendar = world.calendar;
      this.spans = spans.map(([first, edition, statutory, commitments, excluded]) => ({
        first, edition, excluded,
        statutory: statutory < 0 ? null : world.tables[statutory],
        commitments: commitments.map((index) => world.commitments[index]),
      }));
      this.firsts = this.spans.map((span) => span.first);
    }

    /* Look up the result for a receipt on `day` at `second`. Throws OutsideCalendar. */
    at(day, second) {
      const { calendar } = this;
      if (!(day >= 0 && day < calendar.length)) throw new OutsideCalendar();
      const counted = calendar.countedFrom(day);
      const span = this.spans[countUpTo(this.firsts, counted) - 1];
      const statutory = span.statutory ? span.statutory.on(day, second) : null;
      let lastDay = statutory ? statutory.lastDay : counted;
      let best = null;
      let model = null;
      let reason = span.excluded;
      const others = [];
      for (const commitment of span.commitments) {
        let result = commitment.table.on(day, second);
        if (!(commitment.first <= result.countedFrom && result.countedFrom < commitment.until)) {
          result = { ...result, reason: "not-in-force", dueAt: null, lateAfter: null, byProcessingTime: false, lastDay: result.countedFrom };
        }
        others.push({ model: commitment, result });
        if (commitment.target) continue;
        lastDay = Math.max(lastDay, result.lastDay);
        if (result.reason === null) {
          if (!best || earlier(result, best)) [best, model] = [result, commitment];
        } else if (reason === null || reason === "office-closed") {
          reason = whyNotBound(result, day, reason);
        }
      }
      if (best) reason = null;
      let governing = null;
      if (best && best.dueAt !== null && !(statutory && earlier(statutory, best))) governing = "commitment";
      else if (statutory) governing = "statutory";
      const governed = governing === "commitment" ? best : governing ? statutory : null;
      return {
        span, day, countedFrom: counted, reason, commitment: best, model, statutory, others, governing,
        dueAt: governed ? governed.dueAt : null,
        lateAfter: governed ? governed.lateAfter : null,
        bound: governed ? governed.bound : "by",
        rule: governed ? `${governing === "commitment" ? model.id : "law"}/${governed.rule.id}` : null,
        provisional: Math.max(lastDay, counted) > calendar.lastDecidedOn(day),
        settled: span.statutory ? span.statutory.settled(day, second) : null,
      };
    }
  }

  function whyNotBound(result, day, previous) {
    if (result.reason === "not-in-force") return previous || result.reason;
    return result.countedFrom !== day && result.fromMinute === null ? "office-closed" : result.reason;
  }

  /* Whether one result becomes late strictly earlier than the other; one without a due time never does. */
  function earlier(one, other) {
    if (one.lateAfter === null || one.dueAt === null) return false;
    if (other.lateAfter === null || other.dueAt === null) return true;
    return one.lateAfter < other.lateAfter || (one.lateAfter === other.lateAfter && one.dueAt < other.dueAt);
  }

  Object.assign(TTHC, { World, Timetable });
})((window.TTHC = window.TTHC || {}));
