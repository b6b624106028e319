// One keystroke: j and k walk through a list, o or Enter opens, x ticks, / goes to the search, g to
// the form, b to what is done with the ticked ones, u up to the page above, n on to the next warning,
// ? shows the keys. Rows of lists carry data-row; while somebody is writing, nothing happens.
"use strict";
(() => {
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  let at = -1;
  const stand = (to) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    all[at].focus();
    all[at].scrollIntoView({ block: "nearest" });
  };
  const go = (selector) => {
    const target = document.querySelector(selector);
    if (target) { target.focus(); target.scrollIntoView({ block: "nearest" }); }
    return Boolean(target);
  };
  const help = () => {
    const dialog = document.getElementById("keys");
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    const writing = on.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const all = rows();
    const here = all.indexOf(on.closest("[data-row]"));
    if (here >= 0) at = here;
    switch (event.key) {
      case "j": stand(at + 1); break;
      case "k": stand(at - 1); break;
      case "o":
      case "Enter": {
        if (at < 0 || (event.key === "Enter" && !on.matches("[data-row]"))) return;
        const link = all[at] && all[at].querySelector("a[href]");
        if (link) link.click();
        break;
      }
      case "x": {
        const box = at >= 0 && all[at] && all[at].querySelector("input[type=checkbox]");
        if (box) box.click();
        break;
      }
      case "/": if (!go("[type=search]") && !go("[data-filters] select, [data-filters] input")) return; break;
      case "g": if (!go("[data-next] textarea, [data-next] select, [data-next] input:not([type=hidden])")) return; break;
      case "b": if (!go("[data-ticked-do] button")) return; break;
      case "u": {
        const back = document.querySelector("[data-up]");
        if (!back) return;
        back.click();
        break;
      }
      case "n": {
        const next = document.querySelector("[data-following]");
        if (!next) return;
        next.click();
        break;
      }
      case "?": help(); break;
      default: return;
    }
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) help();
  });
  // A form goes out once: the second click of a double click finds it on its way. Another button
  // of the form is another wish (Word after PDF).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = `by ${event.submitter?.name ?? ""} ${event.submitter?.value ?? ""}`;
    if (form.dataset.sent === button) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = button;
      setTimeout(() => { delete form.dataset.sent; }, 3000);
    }
  });
  // A box that ticks all the others of its form.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-tick-all]")) {
      for (const other of document.querySelectorAll(`input[type=checkbox][name="${box.dataset.tickAll}"]`)) other.checked = box.checked;
    }
    if (box.matches("[data-row] input[type=checkbox]") || box.matches("[data-tick-all]")) {
      let ticked = 0;
      for (const row of rows()) {
        const one = row.querySelector("input[type=checkbox]");
        if (!one) continue;
        row.classList.toggle("chosen", one.checked);
        if (one.checked) ticked += 1;
      }
      for (const count of document.querySelectorAll("[data-ticked]")) count.textContent = String(ticked);
    }
  });
})();
