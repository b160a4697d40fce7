// Small improvements of the registration pages; everything works without them.
"use strict";

// Who lives in one of the regions need not say in which country.
const person = document.querySelector("form[data-signup], form[data-person]");
const radios = (name) => [...person.querySelectorAll(`input[type="radio"][name="${name}"]`)];
const country = person?.querySelector("[data-elsewhere]");
const ask = () => {
  const elsewhere = radios("region").some((radio) => radio.checked && radio.value === "elsewhere");
  country.hidden = !elsewhere && !country.querySelector(".error");
};
if (person) {
  radios("region").forEach((radio) => radio.addEventListener("change", ask));
  ask();
}

// Only who registers a colleague is asked for a name of their own.
const colleague = document.querySelector("[data-colleague]");
if (colleague) {
  const box = document.getElementById("for_colleague");
  const name = () => { colleague.hidden = !box.checked && !colleague.querySelector(".error"); };
  box.addEventListener("change", name);
  name();
}

// Asked is what the chosen webinars ask, and what follows from the answers above.
const asking = document.querySelector("form[data-signup], form[data-answers]");
const hiddenBefore = (part) => part === null || part.closest("[hidden]") !== null;
const follow = () => {
  asking.querySelectorAll("[data-questions]").forEach((part) => {
    const box = document.getElementById(part.dataset.questions);
    part.hidden = box !== null && !box.checked;
    part.querySelectorAll("[data-condition]").forEach((each) => {
      const { condition, option } = each.dataset;
      const given = [...part.querySelectorAll(`[name="${condition}"]`)].find((one) => one.value === option);
      each.hidden = !given?.checked || hiddenBefore(given);
    });
  });
};
if (asking) {
  asking.querySelectorAll("[data-plain]").forEach((hint) => { hint.hidden = true; });
  asking.addEventListener("change", follow);
  follow();
}

// The button says for how many webinars.
const choosing = document.querySelector("form[data-many]");
if (choosing) {
  const boxes = [...choosing.querySelectorAll('.pick input[type="checkbox"]:enabled')];
  const submit = choosing.querySelector("[data-submit]");
  const plain = submit.textContent;
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    const words = number === 1 ? choosing.dataset.one : choosing.dataset.many;
    submit.textContent = number ? words.replace("{num}", number) : plain;
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  if (boxes.length) count();

  const all = choosing.querySelector("[data-all]");
  if (all && boxes.length > 1) {
    all.hidden = false;
    all.addEventListener("click", () => {
      boxes.forEach((box) => { box.checked = true; });
      count();
      follow();
    });
  }
}

const form = document.querySelector("form[data-signup]");
if (form) {
  const zone = form.querySelector("[data-time-zone]");
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  // A known organisation answers for its kind and region, as long as nobody else has.
  const touched = new Set();
  ["organisation_kind", "region"].forEach((name) => {
    radios(name).forEach((radio) => {
      if (radio.checked) touched.add(name);
      radio.addEventListener("change", () => touched.add(name));
    });
  });
  const preset = (name, value) => {
    if (touched.has(name)) return;
    radios(name).forEach((radio) => { radio.checked = radio.value === value; });
  };
  const organisation = form.querySelector('[name="organisation_name"]');
  organisation.addEventListener("change", () => {
    const name = organisation.value.trim().toLowerCase();
    const known = [...organisation.list.options].find((each) => each.value.toLowerCase() === name);
    if (!known) return;
    preset("organisation_kind", known.dataset.kind);
    preset("region", known.dataset.region);
    const select = country.querySelector("select");
    if (known.dataset.region === "elsewhere" && !select.value) select.value = known.dataset.country;
    ask();
  });
}

const wait = document.querySelector("[data-wait]");
if (wait) {
  const button = document.querySelector("[data-resend]");
  const end = Date.now() + Number(wait.dataset.wait) * 1000;
  const left = () => Math.ceil((end - Date.now()) / 1000);
  button.setAttribute("aria-disabled", "true");
  button.addEventListener("click", (event) => { if (left() > 0) event.preventDefault(); });
  const clock = setInterval(() => {
    const seconds = left();
    if (seconds > 0) {
      const words = seconds === 1 ? wait.dataset.one : wait.dataset.many;
      wait.textContent = words.replace("{num}", seconds);
      return;
    }
    clearInterval(clock);
    button.removeAttribute("aria-disabled");
    wait.hidden = true;
  }, 1000);
}
