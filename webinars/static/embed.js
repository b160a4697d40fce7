/* Shows the programme inside another site, without cookies:
   <div data-webinars="list" data-language="de"><a href="https://…/de/">…</a></div>
   <script async src="https://…/embed.js"></script>
   data-webinars: list or next; data-language: de, fr, en; data-host, data-topic, data-length: filters.
   What stands inside the place gives way to the frame once that has appeared, and stays otherwise. */
(() => {
  const here = new URL(document.currentScript.src).origin;
  const titles = { de: "Webinare", fr: "Webinaires", en: "Webinars" };
  const frames = new Map();

  for (const place of document.querySelectorAll("[data-webinars]:not([data-webinars-shown])")) {
    const wish = place.dataset;
    const language = Object.hasOwn(titles, wish.language) ? wish.language : "en";
    const address = new URL(`/${language}/embed/${wish.webinars === "next" ? "next" : "list"}`, here);
    for (const name of ["host", "topic", "length"]) {
      if (wish[name]) address.searchParams.set(name, wish[name]);
    }
    address.searchParams.set("site", location.hostname);
    const frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = wish.title || titles[language];
    frame.loading = "lazy";
    frame.referrerPolicy = "origin";
    frame.style.cssText = "border:0;inline-size:100%;block-size:0;display:block";
    place.setAttribute("data-webinars-shown", "");
    place.append(frame);
    frames.set(frame.contentWindow, frame);
    // A frame that says nothing was refused: better none than a broken one.
    frame.addEventListener("load", () => setTimeout(() => frame.dataset.shown || frame.remove(), 3000));
  }

  addEventListener("message", (event) => {
    const frame = frames.get(event.source);
    const height = event.origin === here && event.data && event.data.webinarsHeight;
    if (!frame || !Number.isFinite(height)) return;
    frame.style.blockSize = `${Math.min(4000, Math.max(60, height))}px`;
    frame.dataset.shown = "";
    // One by one: a frame that is put in anew begins anew.
    for (const other of [...frame.parentNode.childNodes]) if (other !== frame) other.remove();
  });
})();
