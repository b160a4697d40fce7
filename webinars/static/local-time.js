// Says when a webinar is on the visitor's own clock, where that differs from the webinar's.
"use strict";

(() => {
  const NARROW = "\u202f";
  const LOCALES = { de: "de-DE", fr: "fr-BE", en: "en-GB" };
  const page = document.documentElement.lang;
  const locale = LOCALES[page] || page;
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;

  const written = (moment, zone, options) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(moment);

  const wall = (moment, zone) =>
    new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(moment);

  const time = (moment, zone) => {
    const clock = written(moment, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    if (page !== "fr") return clock;
    const [hour, minute] = clock.split(/\D+/);
    return `${Number(hour)}${NARROW}h${NARROW}${minute}`;
  };

  const date = (moment, zone) => {
    const text = written(moment, zone, { weekday: "short", day: "numeric", month: "short" });
    return page === "en" ? text.replace(",", "") : text;
  };

  const fill = (element) => {
    const { start, end, zone, text } = element.dataset;
    const first = new Date(start);
    const last = new Date(end);
    if (!own || (wall(first, own) === wall(first, zone) && wall(last, own) === wall(last, zone))) return;
    const values = {
      city: own.split("/").pop().replaceAll("_", " "),
      date: date(first, own),
      start: time(first, own),
      end: time(last, own),
    };
    element.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    element.hidden = false;
  };

  for (const element of document.querySelectorAll("[data-local-time]")) {
    try {
      fill(element);
    } catch {
      // A browser that does not know the zone leaves the webinar's own time alone.
    }
  }
})();
