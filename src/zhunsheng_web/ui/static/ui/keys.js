// One keystroke: j and k walk through a list, Enter opens, x ticks, / searches, ? shows the keys.
// Lists mark their rows with data-row; nothing happens while somebody is writing.
"use strict";
(() => {
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  let at = -1;
  const stand = (to) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    all[at].focus({ preventScroll: false });
  };
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    const writing = on.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rows();
    const here = all.indexOf(on.closest("[data-row]"));
    if (here >= 0) at = here;
    switch (event.key) {
      case "j": stand(at + 1); break;
      case "k": stand(at - 1); break;
      case "o":
      case "Enter": {
        if (at < 0 || (event.key === "Enter" && !on.matches("[data-row]"))) return;
        const link = all[at].querySelector("a[href]");
        if (link) link.click();
        break;
      }
      case "x": {
        const box = at >= 0 && all[at].querySelector("input[type=checkbox]");
        if (box) box.click();
        break;
      }
      case "/": {
        const field = document.querySelector("[type=search]");
        if (!field) return;
        field.focus();
        break;
      }
      case "?": {
        const help = document.getElementById("keys");
        if (help && help.showModal) help.showModal();
        break;
      }
      default: return;
    }
    event.preventDefault();
  });
  // A form goes out once: the second click of a double click finds the button asleep.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, 3000);
    }
  });
})();
