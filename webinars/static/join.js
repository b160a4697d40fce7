// Small improvements of the waiting room; everything works without them.
"use strict";

// Only how long it takes is taken from the page: this computer's clock may be wrong.
const room = document.querySelector("[data-begins-in]");
if (room) {
  const loaded = Date.now();
  const begins = loaded + Number(room.dataset.beginsIn) * 1000;
  const opens = "opensIn" in room.dataset ? loaded + Number(room.dataset.opensIn) * 1000 : Infinity;
  const shown = room.querySelector("[data-countdown]");

  const show = (minutes) => {
    const words = minutes === 1 ? room.dataset.one : room.dataset.many;
    const [before, unit] = words.split("{num}");
    const element = document.createElement("span");
    element.textContent = unit.trim();
    shown.replaceChildren(`${before}${minutes}`, element);
  };

  // At most once a minute, because it is read aloud; and at the moment when the room opens.
  const wait = () => Math.min(60000, Math.max(0, opens - Date.now()) + 500);
  const tick = () => {
    if (Date.now() >= opens) {
      location.reload();
      return;
    }
    const minutes = Math.ceil((begins - Date.now()) / 60000);
    if (minutes > 0 && minutes < 120) show(minutes);
    if (minutes > 0) setTimeout(tick, wait());
  };
  setTimeout(tick, wait());
}
