// Starts the app. What it cannot start, it says in plain words: nothing else is there to say it.
const words = {
  da: {
    old: "Samspil kan ikke starte her. Genindlæs siden, eller prøv en nyere browser. Det, du har skrevet, ligger stadig på enheden.",
    stopped: "Samspil gik i stå. Det, der stod som gemt, er gemt. Genindlæs siden for at gå videre.",
    reload: "Genindlæs",
    wait: "Et øjeblik",
  },
  en: {
    old: "Samspil cannot start here. Reload the page, or try a newer browser. What you have written is still on the device.",
    stopped: "Samspil has stopped. What was shown as saved is saved. Reload the page to go on.",
    reload: "Reload",
    wait: "One moment",
  },
};

// What was last chosen on this device, else what the browser prefers. It is no secret; the app reads it off the page.
function language() {
  let chosen = null;
  try {
    chosen = localStorage.getItem("samspil-language");
  } catch {
    // A browser that keeps nothing is asked itself.
  }
  const known = [chosen, ...navigator.languages].map((tag) => tag?.toLowerCase().split("-")[0]);
  return known.find((tag) => tag in words) ?? "da";
}

document.documentElement.lang = language();
const wait = document.getElementById("boot-wait");
if (wait) wait.textContent = words[document.documentElement.lang].wait;

function say(what) {
  if (document.getElementById("boot-trouble")) return;
  const { [what]: text, reload } = words[document.documentElement.lang] ?? words.da;
  const box = document.createElement("div");
  box.id = "boot-trouble";
  box.className = "boot";
  box.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button-primary";
  again.textContent = reload;
  again.addEventListener("click", () => location.reload());
  box.append(sentence, again);
  document.body.replaceChildren(box);
}

addEventListener("samspil-stopped", () => say("stopped"));

try {
  const app = await import("/app.js");
  await app.default({ module_or_path: "/app_bg.wasm" });
  app.boot();
} catch {
  say("old");
}
