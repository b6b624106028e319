"use strict";
(function () {
  // A chart is wider than most screens: begin where the act that deviates is.
  Array.prototype.forEach.call(document.querySelectorAll(".chart"), function (chart) {
    var mark = Array.prototype.filter.call(chart.querySelectorAll("g > title"), function (title) {
      return /偏离|deviates/.test(title.textContent) &&
        title.parentNode.getBoundingClientRect().width > 0;
    })[0];
    if (mark) {
      chart.scrollLeft = mark.parentNode.getBoundingClientRect().left -
        chart.getBoundingClientRect().left - chart.clientWidth / 2;
    }
  });
}());
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
