"use strict";
(function () {
  var box = document.getElementById("filter");
  if (!box) { return; }
  box.hidden = false;
  var input = box.querySelector("input");
  var said = box.querySelector("output");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-filter]"));
  input.addEventListener("input", function () {
    var wanted = input.value.trim().toLowerCase(), shown = 0;
    items.forEach(function (item) {
      item.hidden = item.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!item.hidden) { shown += 1; }
    });
    said.textContent = wanted ? shown + " / " + items.length : "";
  });
}());
