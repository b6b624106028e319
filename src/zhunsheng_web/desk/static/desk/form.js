// Forms of a warning: what depends on a choice appears with it; a grave step asks once more; what
// was filled in survives a page left or a lost sign-in: kept in this tab alone, for this person alone
// (data-keep names him), gone when it is sent. Files are not kept: no page may choose one.
"use strict";
(() => {
  const show = (form) => {
    for (const part of form.querySelectorAll("[data-when]")) {
      const on = new FormData(form).get(part.dataset.when) || "";
      const asked = part.dataset.values.split(" ").includes(on);
      part.hidden = !asked;
      for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = !asked;
    }
  };
  const KEPT = "input:not([type=hidden], [type=file]), select, textarea";
  const ticked = (input) => input.type === "radio" || input.type === "checkbox";
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const his = `typed:${form.dataset.keep} `;
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("typed:") && !key.startsWith(his)) sessionStorage.removeItem(key);
    }
    const key = his + form.getAttribute("action");
    const inputs = () => Array.from(form.querySelectorAll(KEPT));
    const filled = () => {
      const values = {};
      for (const input of inputs()) {
        if (ticked(input) ? input.checked : input.value) (values[input.name] ??= []).push(input.value);
      }
      return values;
    };
    let kept = {};
    try { kept = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { kept = {}; }
    // What the page itself says stands: it is what was sent last, or what is proposed.
    const said = filled();
    let back = false;
    for (const input of inputs()) {
      if (said[input.name] || !kept[input.name]) continue;
      if (!ticked(input)) { input.value = kept[input.name][0]; back ||= Boolean(input.value); }
      else if (kept[input.name].includes(input.value)) { input.checked = true; back = true; }
    }
    const note = form.querySelector("[data-kept]");
    if (note && back) note.hidden = false;
    const keep = () => sessionStorage.setItem(key, JSON.stringify(filled()));
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
  }
  for (const form of document.querySelectorAll("form.step")) {
    show(form);
    form.addEventListener("change", () => show(form));
    form.addEventListener("submit", (event) => {
      const button = form.querySelector("[data-sure]");
      if (button && !window.confirm(button.dataset.sure)) { event.preventDefault(); event.stopImmediatePropagation(); }
    }, true);
    const wrong = form.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  }
  if (document.querySelector(".told.success")) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("typed:")) sessionStorage.removeItem(key);
  }
})();
