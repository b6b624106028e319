
"use strict";
(() => {
  const records = JSON.parse(document.getElementById("index").textContent);
  const form = document.getElementById("search");
  const asked = document.getElementById("asked");
  const found = document.getElementById("found");
  const tally = document.getElementById("tally");
  const most = 60;

  // " inspecting goods 查验 " : words stand between spaces, so that a word is found at its start
  const plain = (text) =>
    " " + text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim() + " ";

  const fields = [["title", 9], ["other", 8], ["code", 8], ["parts", 5], ["laws", 2], ["kind", 2], ["text", 1]];
  const shelves = records.map((record) => fields.map(([name, weight]) => [plain(record[name]), weight]));

  // Chinese has no spaces: a run of it is looked for by pairs of characters
  const pairs = (run) => {
    const letters = Array.from(run);
    if (letters.length === 1) return [run];
    return letters.slice(1).map((letter, place) => letters[place] + letter);
  };
  const stem = (word) => {
    const cut = word.length > 5 ? word.replace(/(ations?|ions?|ings?|ed|es|s)$/u, "") : word;
    return cut.length > 3 ? cut : word;
  };
  const clues = (query) =>
    (plain(query).match(/\p{Script=Han}+|[^\p{Script=Han}\s]+/gu) || []).map((run) =>
      /\p{Script=Han}/u.test(run) ? pairs(run) : [" " + stem(run)]);

  // every word asked for has to be met; of a Chinese run two thirds of its pairs are enough
  const score = (shelf, wanted, whole) => {
    let total = 0;
    for (const run of wanted) {
      let met = 0;
      for (const clue of run) {
        const worth = shelf.reduce((sum, [text, weight]) => sum + (text.includes(clue) ? weight : 0), 0);
        if (worth) met += 1;
        total += worth;
      }
      if (met * 3 < run.length * 2) return 0;
    }
    const names = shelf.filter(([, weight]) => weight > 7);
    const named = names.some(([text]) => text.includes(whole));
    const begins = names.some(([text]) => text.startsWith(" " + whole));
    return total + (named ? 20 : 0) + (begins ? 10 : 0);
  };

  const shown = (record) => {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = "powers/" + record.id + ".html";
    link.textContent = record.title;
    entry.append(link);
    if (record.code) {
      const code = document.createElement("code");
      code.textContent = record.code;
      entry.append(" ", code);
    }
    const kind = document.createElement("p");
    kind.className = "soft";
    kind.textContent = record.kind;
    entry.append(kind);
    return entry;
  };

  const search = () => {
    const wanted = clues(asked.value);
    found.replaceChildren();
    tally.textContent = "";
    if (!wanted.length) return;
    const whole = plain(asked.value).trim();
    const hits = records
      .map((record, place) => ({ record, place, score: score(shelves[place], wanted, whole) }))
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score || a.place - b.place);
    found.append(...hits.slice(0, most).map((hit) => shown(hit.record)));
    const said = tally.dataset[hits.length === 0 ? "none" : hits.length === 1 ? "one" : "many"];
    tally.textContent = said.replace("{n}", String(hits.length));
  };

  const move = (event) => {
    const stops = [asked, ...found.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0 && stops[at + step]) {
      event.preventDefault();
      stops[at + step].focus();
    } else if (event.key === "Escape" && at > 0) {
      asked.focus();
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) first.focus();
  });
  form.addEventListener("keydown", move);
  asked.addEventListener("input", search);
  if (location.hash.startsWith("#q=")) asked.value = decodeURIComponent(location.hash.slice(3));
  search();
})();
