/* Search in the list. Every word of the query must be a word of an entry; if none has them all, the last may be unfinished, and then words
   may be missing or misspelt by one letter, rare words counting most. Tone marks decide only between entries that match without them.
   Without this script the whole list is shown. */
"use strict";

(function () {
  const find = (id) => document.getElementById(id);

  /* "Đăng ký khai sinh!" -> "đăng ki khai sinh", or without tone marks "dang ki khai sinh" */
  function folded(text, marks) {
    let plain = text.normalize("NFD").toLowerCase();
    if (!marks) plain = plain.replace(/\p{M}/gu, "").replace(/đ/g, "d");
    plain = plain.replace(/(\d)\.?h\d{1,3}(?!\w)/g, "$1"); /* the suffix of a printed code names an office */
    plain = plain.normalize("NFC").replace(/[^\p{L}\p{N}.]+/gu, " ").replace(/\.(?!\d)|(?<!\d)\./g, " ");
    return plain.replace(/(?<=(?:^| )(?:[bcdghklmnpqrstvx]{1,3}))[yýỳỷỹỵ](?= |$)/gu, (y) => "iíìỉĩị"["yýỳỷỹỵ".indexOf(y)]).replace(/\s+/g, " ").trim();
  }

  /* The seven digits of a code in any notation: 1.004873, 1004873, 004873, 1.004873.000.00.00.H23; empty for another word. */
  function codeOf(word) {
    return /^\d[\d.]*$/.test(word) ? word.replace(/\D/g, "").slice(0, 7) : "";
  }

  /* Whether two words differ by one letter: another one, one more, one fewer, or two exchanged. */
  function near(one, other) {
    if (one.length < 4 || Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    const rests = [[1, 1], [1, 0], [0, 1]];
    if (one[at] === other[at + 1] && one[at + 1] === other[at]) rests.push([2, 2]);
    return rests.some(([a, b]) => one.slice(at + a) === other.slice(at + b));
  }

  const MATCHES = [
    (word, words) => words.includes(word),
    (word, words, last) => words.includes(word) || (last && words.some((other) => other.startsWith(word))),
  ];

  class Search {
    /* entries: [{name, more, code, active}]; words: {skip, groups: [[typed], [meant], sentence]} */
    constructor(entries, words) {
      this.entries = entries.map((entry, place) => {
        const both = (text) => [folded(text, true), folded(text, false)];
        const [name, all] = [both(entry.name), both(`${entry.name} ${entry.more}`)];
        return { ...entry, place, name, words: all.map((text) => text.split(" ")), digits: entry.code.replace(/\D/g, "") };
      });
      this.skip = [true, false].map((marks) => words.skip.map((word) => folded(word, marks)).sort((a, b) => b.length - a.length));
      this.meanings = words.groups
        .flatMap(([typed, meant, sentence]) => typed.map((phrase) => ({ phrase: folded(phrase), meant, sentence })))
        .sort((a, b) => b.phrase.length - a.phrase.length);
    }

    /* The places of the entries found, best first, and what else may help. */
    run(query) {
      const typed = folded(query);
      if (!typed) return { places: this.entries.map(({ place }) => place), sentence: "" };
      const meaning = this.meanings.find(({ phrase }) => ` ${typed} `.includes(` ${phrase} `));
      const instead = meaning ? meaning.meant.map((meant) => ` ${typed} `.replace(` ${meaning.phrase} `, ` ${folded(meant)} `)) : [];
      const meant = meaning ? [...instead, ...meaning.meant] : [];
      const own = this.ranked(query, meaning ? 1 : MATCHES.length, !meaning);
      const exact = meaning && own.length && this.holdsPhrase(own[0], typed);
      const others = meant.flatMap((text) => this.ranked(text, 1));
      const places = [...new Set(exact ? [...own, ...others] : [...others, ...own])];
      return { places, sentence: meaning ? meaning.sentence : "" };
    }

    holdsPhrase(place, typed) {
      return ` ${this.entries[place].name[1]} `.includes(` ${typed} `);
    }

    /* The places of the entries that match by the strictest rule that any entry satisfies. */
    ranked(query, rules, loosely = false) {
      const words = [true, false].map((marks, form) => this.wordsOf(folded(query, marks), form));
      const marked = words[0].join(" ") !== words[1].join(" ");
      for (const matches of MATCHES.slice(0, rules)) {
        for (const form of marked ? [0, 1] : [1]) {
          const found = this.entries.filter((entry) => words[form].every((word, index) => {
            const code = codeOf(word);
            if (code) return code.length === 7 ? entry.digits === code : entry.digits.startsWith(code) || entry.digits.endsWith(code);
            return matches(word, entry.words[form], index === words[form].length - 1);
          }));
          if (found.length) return this.sorted(found, words[form].join(" "), form);
        }
      }
      return loosely ? this.loose(words[1]) : [];
    }

    /* The places of the entries that have the words that matter most, even misspelt; at least half of all by weight. */
    loose(words) {
      const held = (word, entry) => {
        if (entry.name[1].split(" ").includes(word)) return 1;
        return entry.words[1].includes(word) ? 0.7 : entry.words[1].some((other) => near(word, other)) ? 0.5 : 0;
      };
      const table = this.entries.map((entry) => words.map((word) => held(word, entry)));
      const weights = words.map((_, index) => {
        const count = table.filter((row) => row[index]).length;
        return count ? Math.log(2 * this.entries.length / count) : 1;
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const sums = table.map((row) => row.reduce((sum, value, index) => sum + value * weights[index], 0));
      const found = this.entries.filter(({ place }) => sums[place] >= total / 2);
      const order = this.sorted(found, words.filter((_, index) => table.some((row) => row[index])).join(" "), 1);
      const value = (place) => sums[place] / total + (this.entries[place].active ? 0.2 : 0);
      return order.sort((a, b) => value(b) - value(a));
    }

    /* The words of a query without those that say nothing, unless it has no others. */
    wordsOf(text, form) {
      let rest = ` ${text} `;
      for (const word of this.skip[form]) while (rest.trim() !== word && rest.includes(` ${word} `)) rest = rest.replace(` ${word} `, " ");
      return (rest.trim() || text).split(" ");
    }

    /* In force first; then the phrase in the name, its words in the name, early, and shorter names first. */
    sorted(found, phrase, form) {
      const words = phrase.split(" ");
      const score = ({ name, active }) => {
        const at = ` ${name[form]} `.indexOf(` ${phrase} `);
        const own = name[form].split(" ");
        const held = words.filter((word) => own.includes(word)).length;
        return (active ? 1e6 : 0) + (at >= 0 ? 1e5 - Math.min(at, 99) * 100 : held * 1000) - name[form].length / 10;
      };
      return found.map((entry) => [score(entry), entry.place]).sort(([a, m], [b, n]) => b - a || m - n).map(([, place]) => place);
    }
  }

  const form = find("search");
  const query = find("query");
  const found = find("found");
  const results = find("results");
  const rows = [...document.querySelectorAll(".groups .entries > li")];
  const inForce = rows.filter((row) => !row.matches(".over")).length;
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const textOf = (row, selector) => (row.querySelector(selector) || { textContent: "" }).textContent;
  const entries = rows.map((row) => ({
    name: textOf(row, "a"),
    more: `${row.dataset.words || ""} ${textOf(row.closest(".group"), "h2")}`,
    code: textOf(row, ".code"),
    active: !row.matches(".over"),
  }));
  const TTHC = { search: new Search(entries, { skip: [], groups: [] }) };
  window.TTHC = TTHC;

  /* The list of words comes when the search is first used. */
  TTHC.addWords = (words) => { TTHC.search = new Search(entries, words); show(); };
  function loadWords() {
    if (TTHC.asked) return;
    TTHC.asked = true;
    document.head.append(Object.assign(document.createElement("script"), { src: form.dataset.words }));
  }

  function show() {
    const asked = query.value.trim();
    const { places, sentence } = TTHC.search.run(query.value);
    const count = asked ? places.length : inForce;
    document.body.classList.toggle("searching", Boolean(asked));
    results.replaceChildren(...(asked ? places.map((place) => rows[place].cloneNode(true)) : []));
    const some = plurals.select(count) === "one" ? found.dataset.one : found.dataset.some;
    found.textContent = count ? some.replace("{count}", count) : found.dataset.none;
    find("meaning").textContent = sentence;
    find("way-on").hidden = count > 0;
    const address = asked ? `#q=${encodeURIComponent(asked)}` : location.pathname + location.search;
    if (asked || location.hash.startsWith("#q=")) history.replaceState(null, "", address);
  }

  form.hidden = false;
  query.addEventListener("input", show);
  query.addEventListener("focus", loadWords);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { show(); query.focus(); }));
  if (location.hash.startsWith("#q=")) {
    try {
      query.value = decodeURIComponent(location.hash.slice(3));
    } catch { /* a malformed fragment */ }
  }
  if (query.value) loadWords();
})();
