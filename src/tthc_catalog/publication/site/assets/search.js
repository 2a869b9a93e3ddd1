/* Search in the list: every word of the query must occur, ignoring tone marks and case. Without this script the whole list is shown. */
"use strict";

(function () {
  /* "Đăng ký khai sinh" -> "dang ky khai sinh" */
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d").replace(/\s+/g, " ").trim();
  }

  const form = document.getElementById("search");
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const jump = document.querySelector(".jump");
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const groups = [...document.querySelectorAll(".group")].map((group) => ({
    group,
    entries: [...group.querySelectorAll(".entries > li")].map((entry) => ({
      entry,
      text: plain(`${group.querySelector("h2").textContent} ${entry.textContent}`),
    })),
  }));

  function search() {
    const words = plain(query.value).split(" ");
    let count = 0;
    for (const { group, entries } of groups) {
      let shown = 0;
      for (const { entry, text } of entries) {
        const matches = words.every((word) => text.includes(word));
        entry.hidden = !matches;
        shown += matches;
      }
      group.hidden = !shown;
      count += shown;
    }
    if (jump) jump.hidden = words.some(Boolean); /* show the matches directly below the query */
    const some = plurals.select(count) === "one" ? found.dataset.one : found.dataset.some;
    found.textContent = count ? some.replace("{count}", count) : found.dataset.none;
  }

  form.hidden = false;
  query.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { search(); query.focus(); }));
  if (query.value) search();
})();
