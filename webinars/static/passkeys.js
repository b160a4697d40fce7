// Asks the browser for a passkey and sends the answer; where it has none the form stays hidden.
"use strict";

const form = document.getElementById("passkey-form");
const passkeys = window.PublicKeyCredential;
const SENTENCES = { NotAllowedError: "refused", AbortError: "refused", InvalidStateError: "there" };

const challenge = async () => {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.challenge, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const ask = async () => {
  if (form.dataset.options) {
    const made = passkeys.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options));
    return navigator.credentials.create({ publicKey: made });
  }
  const asked = passkeys.parseRequestOptionsFromJSON(await challenge());
  return navigator.credentials.get({ publicKey: asked });
};

const button = document.getElementById("passkey-button");
const said = document.getElementById("passkey-said");

const use = async () => {
  said.textContent = "";
  button.disabled = true;
  try {
    form.elements.passkey.value = JSON.stringify(await ask());
    form.submit();
  } catch (error) {
    said.textContent = form.dataset[SENTENCES[error.name] ?? "failed"];
    button.disabled = false;
  }
};

if (form && passkeys?.parseRequestOptionsFromJSON) {
  form.hidden = false;
  button.addEventListener("click", use);
}
