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
  // A link into a part that is folded opens it.
  function open() {
    var named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (named && named.tagName === "DETAILS") { named.open = true; named.scrollIntoView(); }
  }
  window.addEventListener("hashchange", open);
  open();
}());
(function () {
  // Paper cannot be unfolded: what has findings is printed open, with the law of the gravest.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (one) {
      return !one.open && (one.closest(".grave") ||
        one.classList.contains("domain") && one.querySelector("table.found"));
    });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
  });
}());
(function () {
  var place = document.getElementById("choose");
  if (!place) { return; }
  place.hidden = false;
  var select = place.querySelector("select");
  var lists = Array.prototype.slice.call(document.querySelectorAll("details.office"));
  select.addEventListener("change", function () {
    lists.forEach(function (one) {
      one.hidden = select.value !== "" && one.id !== select.value;
      one.open = one.id === select.value;
    });
  });
  Array.prototype.forEach.call(document.querySelectorAll(".pick"), function (pick) {
    pick.addEventListener("change", function () {
      Array.prototype.forEach.call(select.options, function (one) {
        var said = one.getAttribute(pick.id === "say-zh" ? "data-zh" : "data-en");
        if (said) { one.textContent = said; }
      });
    });
  });
}());
(function () {
  var box = document.getElementById("filter");
  if (!box) { return; }
  box.hidden = false;
  var input = box.querySelector("input");
  var said = box.querySelector("output");
  var items = Array.prototype.slice.call(document.querySelectorAll(".domain [data-filter]"));
  var domains = Array.prototype.slice.call(document.querySelectorAll("details.domain"));
  input.addEventListener("input", function () {
    var wanted = input.value.trim().toLowerCase(), shown = 0;
    items.forEach(function (item) {
      item.hidden = item.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!item.hidden) { shown += 1; }
    });
    domains.forEach(function (one) {
      var found = one.querySelector("[data-filter]:not([hidden])");
      one.hidden = wanted !== "" && !found;
      if (wanted !== "" && found) { one.open = true; }
    });
    said.textContent = wanted ? shown + " / " + items.length : "";
  });
}());
