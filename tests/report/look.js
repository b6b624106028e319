"use strict";
// What a reader sees of the page in the frame: written as JSON into #seen.
const frame = document.getElementById("page");
frame.addEventListener("load", () => {
  const page = frame.contentDocument, view = frame.contentWindow;
  page.getElementById("say-" + asked.language).click();
  const root = page.documentElement;
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const rect = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom].map(Math.round);
  };
  const name = (element) => element.tagName + "." + element.className + " " +
    element.textContent.trim().slice(0, 40);
  const all = [...page.body.querySelectorAll("*")].filter(shown);
  const table = page.querySelector("table.found");
  const tables = [...page.querySelectorAll("table.wide")].filter(shown);
  const rows = tables.flatMap((one) => [...one.querySelectorAll("tbody tr")]).map((row) => [...row.cells].map((cell) => ({
    text: cell.innerText.trim(),
    label: view.getComputedStyle(cell, "::before").content,
    font: parseFloat(view.getComputedStyle(cell).fontSize),
    rect: rect(cell),
    cut: cell.scrollWidth > cell.clientWidth + 1,
  })));
  document.getElementById("seen").textContent = JSON.stringify({
    width: root.clientWidth,
    wide: root.scrollWidth,
    outside: all.filter((element) => !element.closest(".chart, .scroll") && !element.closest(".pick") &&
      element.getBoundingClientRect().right > root.clientWidth + 1).map(name),
    head: [...table.querySelectorAll("th")].filter(shown).map((cell) => cell.innerText.trim()),
    languages: [...new Set(all.filter((element) => element.matches("main .zh, main .en"))
      .map((element) => element.className.split(" ").pop()))],
    rows: rows,
  });
});
