// Passkeys: the browser is asked for one when a form marked data-passkey is sent; its
// answer goes along in the form. Without WebAuthn the form says so.
"use strict";
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

  function asked(options) {
    const found = { ...options, challenge: bytes(options.challenge) };
    if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) found.excludeCredentials = keys(options.excludeCredentials);
    if (options.allowCredentials) found.allowCredentials = keys(options.allowCredentials);
    return found;
  }
  function told(credential) {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const publicKey = asked(JSON.parse(form.dataset.options));
      try {
        const way = form.dataset.passkey;
        const credential = await navigator.credentials[way]({ publicKey });
        form.elements.passkey.value = JSON.stringify(told(credential));
        form.submit();
      } catch {
        form.querySelector("[data-refused]").hidden = false;
      }
    });
  }
})();
