// Security keys: reads what the page asks the key, hands over what the key answers.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-key]");
  if (!form || !window.allauth) return;
  const fault = document.getElementById("key-fault");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (fault) fault.hidden = false;
  });
  const ids = { credential: "credential", data: "key-data", add: "key-go", authenticate: "key-go" };
  const forms = window.allauth.webauthn.forms;
  if (form.dataset.key === "add") forms.addForm({ ids });
  else forms.authenticateForm({ ids });
});
