// Starts the app. What it cannot start, it says in plain words: nothing else is there to say it.
const words = {
  da: {
    old: "Samspil kan ikke starte her. Genindlæs siden, eller prøv en nyere browser. Det, du har skrevet, ligger stadig på enheden.",
    stopped: "Samspil gik i stå. Det, der stod som gemt, er gemt. Genindlæs siden for at gå videre.",
    reload: "Genindlæs",
  },
  en: {
    old: "Samspil cannot start here. Reload the page, or try a newer browser. What you have written is still on the device.",
    stopped: "Samspil has stopped. What was shown as saved is saved. Reload the page to go on.",
    reload: "Reload",
  },
};

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
