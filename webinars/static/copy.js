// Gives texts to be taken along a button that copies them; they can be copied without it.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (field && navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        document.getElementById(`${button.dataset.copy}-said`).textContent = button.dataset.done;
      } catch {
        // The text is selected: the usual keys copy it.
      }
    });
  }
}
