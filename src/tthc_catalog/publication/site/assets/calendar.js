/* The desk's days and hours, as the catalog was compiled: days are numbered from the calendar's first, and moments are
   seconds of the desk's own clock since that day's midnight. The browser's zone is never asked. */
"use strict";

(function (TTHC) {
  const DAY = 86400;

  /* Runs of equal values down each day of the week -> a value for each day. */
  function daily(columns) {
    const length = columns.reduce((sum, runs) => sum + runs.reduce((n, value, place) => n + (place % 2 ? value : 0), 0), 0);
    const values = new Uint16Array(length);
    columns.forEach((runs, weekday) => {
      let day = weekday;
      for (let place = 0; place < runs.length; place += 2) {
        for (let left = runs[place + 1]; left > 0; left -= 1, day += 7) values[day] = runs[place];
      }
    });
    return values;
  }

  /* How many items of an ascending list are at most `value`. */
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

  /* Thrown where the calendar does not answer: the page says so, and never guesses. */
  class OutsideCalendar extends Error {}

  class Calendar {
    constructor(data, vectors) {
      this.origin = Date.UTC(...ymd(data.first));
      this.length = data.length;
      this.lastDecided = data.lastDecided;
      this.working = vectors[data.working];
      this.worked = [];
      this.working.forEach((works, day) => works && this.worked.push(day));
      this.named = new Map(data.named.map(([day, name, decision]) => [day, { name, decision }]));
    }

    /* The n-th working day after `day`; with 0, the day itself when it is worked, else the next one. */
    nth(day, n) {
      const place = n > 0 ? countUpTo(this.worked, day) + n - 1 : countUpTo(this.worked, day - 1);
      if (place >= this.worked.length) throw new OutsideCalendar();
      return this.worked[place];
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

    /* Minutes worked before each day, counted when first asked for. */
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

    /* Day and minute at which so many minutes have been worked. */
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
