// Asks before a form is left that holds what is not saved; everything works without it.
"use strict";

for (const form of document.querySelectorAll("form[data-left]")) {
  let changed = form.dataset.left === "unsaved";
  let sent = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault();
  });
}
