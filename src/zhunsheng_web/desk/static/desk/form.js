// Forms of a warning: what depends on a choice appears with it; a grave step asks once more; what
// was typed survives a closed tab or a lost sign-in (kept in this tab alone, gone when it is sent).
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
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = "typed:" + form.getAttribute("action");
    const texts = () => Array.from(form.querySelectorAll("textarea"));
    let kept = {};
    try { kept = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { kept = {}; }
    for (const text of texts()) if (!text.value && kept[text.name]) text.value = kept[text.name];
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(texts().map((t) => [t.name, t.value]))));
    });
  }
  if (document.querySelector(".told.success")) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("typed:")) sessionStorage.removeItem(key);
  }
})();
