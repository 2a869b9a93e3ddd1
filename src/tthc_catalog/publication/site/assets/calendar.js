/* Working days and office hours, from the compiled catalog. Days are numbered from the first day of the calendar, and moments are
   seconds of local desk time since the midnight of that day. The time zone of the browser is never used. */
"use strict";

(function (TTHC) {
  const DAY = 86400;

  /* Decode the runs of equal values for each day of the week into one value per day. */
  function daily(columns) {
    const length = columns.reduce((sum, runs) => sum + runs.reduce((n, value, index) => n + (index % 2 ? value : 0), 0), 0);
    const values = new Uint16Array(length);
    columns.forEach((runs, weekday) => {
      let day = weekday;
      for (let index = 0; index < runs.length; index += 2) {
        for (let left = runs[index + 1]; left > 0; left -= 1, day += 7) values[day] = runs[index];
      }
    });
    return values;
  }

  /* The number of items of an ascending list that are at most `value`. */
  function countUpTo(list, value) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /* Thrown for a day outside the calendar; the page reports it instead of guessing. */
  class OutsideCalendar extends Error {}

  class Calendar {
    constructor(data, vectors) {
      this.origin = Date.UTC(...ymd(data.first));
      this.length = data.length;
      this.lastDecided = data.lastDecided;
      this.knowledge = data.knowledge || [];
      this.deemed = new Map(data.deemed || []);
      this.working = vectors[data.working];
      this.workingDays = [];
      this.working.forEach((works, day) => works && this.workingDays.push(day));
      const names = data.names.map(([name, decision]) => ({ name, decision }));
      this.named = new Map(data.named.map(([day, index]) => [day, names[index]]));
    }

    /* What receipts on a day could not know: [until, last decided day, [[number, name then, decision then, kind, name, decision, since]]]. */
    earlier(day) {
      return this.knowledge.find(([until]) => day < until);
    }

    /* The days of which something else became known after a day. */
    learnedAfter(day) {
      const earlier = this.earlier(day);
      return earlier ? earlier[2] : [];
    }

    /* The name of a day off and the decision on it, as known on the day `received`. */
    namedOn(number, received) {
      const learned = this.learnedAfter(received).find(([day]) => day === number);
      if (!learned) return this.named.get(number);
      return learned[1] === null ? undefined : { name: learned[1], decision: learned[2] };
    }

    lastDecidedOn(day) {
      const earlier = this.earlier(day);
      return earlier ? earlier[1] : this.lastDecided;
    }

    /* The day from which a receipt counts, by what was known on its day. */
    countedFrom(day) {
      if (this.deemed.has(day)) return this.deemed.get(day);
      return this.working[day] ? day : this.nth(day, 0);
    }

    /* The n-th working day after `day`; for 0, the day itself if it is a working day, else the next one. */
    nth(day, n) {
      const index = n > 0 ? countUpTo(this.workingDays, day) + n - 1 : countUpTo(this.workingDays, day - 1);
      if (index >= this.workingDays.length) throw new OutsideCalendar();
      return this.workingDays[index];
    }

    /* The number of the same day of the month some months later, or of the last day of a shorter month. */
    monthsLater(number, months) {
      const { year, month, day } = this.date(number);
      const longest = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
      return Math.round((Date.UTC(year, month - 1 + months, Math.min(day, longest)) - this.origin) / (DAY * 1000));
    }

    number(iso) {
      return Math.round((Date.UTC(...ymd(iso)) - this.origin) / (DAY * 1000));
    }

    date(number) {
      const date = new Date(this.origin + number * DAY * 1000);
      const weekday = date.getUTCDay() || 7;
      return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday };
    }
  }

  class Schedule {
    constructor(data, calendar, vectors) {
      this.calendar = calendar;
      this.kinds = data.sessions;
      this.days = vectors[data.days];
      this.opened = null;
    }

    sessions(day) {
      return this.kinds[this.days[day]];
    }

    opening(day) {
      const sessions = this.sessions(day);
      return sessions.length ? sessions[0][0] : 0;
    }

    closing(day) {
      const sessions = this.sessions(day);
      return sessions.length ? sessions[sessions.length - 1][1] : 24 * 60;
    }

    /* Whether the hours of the desk on a day are known; a desk without hours is open the whole day. */
    hoursKnown(day) {
      const sessions = this.sessions(day);
      return sessions.length !== 1 || sessions[0][0] !== 0 || sessions[0][1] !== 1439;
    }

    /* Minutes worked before each day, computed on first use. */
    openedMinutes() {
      if (!this.opened) {
        const lengths = this.kinds.map((sessions) => sessions.reduce((sum, [start, end]) => sum + end - start, 0));
        this.opened = [0];
        this.calendar.working.forEach((works, day) => this.opened.push(this.opened[day] + (works ? lengths[this.days[day]] : 0)));
      }
      return this.opened;
    }

    workedBefore(day, minute) {
      const worked = this.openedMinutes()[day];
      if (!this.calendar.working[day]) return worked;
      return this.sessions(day).reduce((sum, [start, end]) => sum + Math.min(Math.max(minute - start, 0), end - start), worked);
    }

    /* The day and minute at which this many minutes have been worked. */
    momentWorked(minutes) {
      const opened = this.openedMinutes();
      const day = countUpTo(opened, minutes - 1) - 1;
      if (day >= this.days.length) throw new OutsideCalendar();
      let left = minutes - opened[day];
      for (const [start, end] of this.sessions(day)) {
        if (left <= end - start) return [day, start + left];
        left -= end - start;
      }
      throw new Error("the sessions of a day add up to its minutes");
    }
  }

  function ymd(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return [year, month - 1, day];
  }

  Object.assign(TTHC, { DAY, daily, countUpTo, OutsideCalendar, Calendar, Schedule });
})((window.TTHC = window.TTHC || {}));
