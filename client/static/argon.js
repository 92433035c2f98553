// Stretches one password and is ended by whoever started it: see `client/src/shell/worker.rs`.
import init, { derive_key } from "/app.js";

const ready = init({ module_or_path: "/app_bg.wasm" });

addEventListener("message", async ({ data }) => {
  try {
    await ready;
    postMessage({ key: derive_key(data.password, data.salt, data.m_kib, data.t, data.p) });
  } catch {
    // Nothing of the question goes back.
    postMessage({});
  } finally {
    data.password.fill(0);
  }
});
