"use strict";
// Opens a locked file: nothing is fetched, nothing is kept, and what was written is only ever shown as text.
(() => {
    const at = (id) => document.getElementById(id);
    const subtle = globalThis.crypto?.subtle;
    // Where there is nothing to open it with, the page says that it needs a browser.
    if (!subtle) return;

    const sealed = at("sealed");
    const { iterations, salt, nonce, bound } = sealed.dataset;
    const utf8 = (text) => new TextEncoder().encode(text);
    const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    // What a person may type otherwise than it was shown: blanks, and letters that are put together of two.
    const plain = (password) => password.normalize("NFC").split(/[ \t\n\u00a0]+/).filter(Boolean).join(" ");

    const open = async (password) => {
        const secret = await subtle.importKey("raw", utf8(plain(password)), "PBKDF2", false, ["deriveKey"]);
        const stretched = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: Number(iterations) };
        const key = await subtle.deriveKey(stretched, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
        const how = { name: "AES-GCM", iv: bytes(nonce), additionalData: utf8(bound) };
        const text = await subtle.decrypt(how, key, bytes(sealed.textContent));
        return new TextDecoder("utf-8", { fatal: true }).decode(text);
    };

    // A word that is said again is taken away first, so that a screen reader says it again.
    const tell = (id) => {
        at("told").textContent = id ? at(id).textContent : "";
    };

    let busy = false;
    const submitted = async (event) => {
        event.preventDefault();
        if (busy) return;
        if (!plain(at("password").value)) return tell("say-wrong");
        busy = true;
        tell("say-working");
        try {
            const text = await open(at("password").value);
            at("password").value = "";
            at("ask").hidden = true;
            at("text").textContent = text;
            at("opened").hidden = false;
            at("text").focus();
            tell("");
        } catch (error) {
            tell(error.name === "OperationError" ? "say-wrong" : "say-damaged");
            at("password").focus();
        } finally {
            busy = false;
        }
    };

    at("needs-browser").hidden = true;
    at("ask").hidden = false;
    at("ask").addEventListener("submit", submitted);
    at("show").addEventListener("change", () => {
        at("password").type = at("show").checked ? "text" : "password";
    });
    at("print").addEventListener("click", () => globalThis.print());
    at("password").focus();
})();
