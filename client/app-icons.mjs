// Draws the app icons from `static/icon.svg`. Run it after a change of that file, with Chromium at hand:
// node client/app-icons.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const client = dirname(fileURLToPath(import.meta.url));

const icon = readFileSync(join(client, "static/icon.svg"), "utf8");
const square = icon.replace(' rx="112"', "");
const inset = square.replace("translate(64 64) scale(12)", "translate(104 104) scale(9.5)");
const scratch = mkdtempSync(join(tmpdir(), "icons-"));
for (const [name, size, svg] of [
  ["icon-192.png", 192, icon],
  ["icon-512.png", 512, icon],
  ["icon-maskable-512.png", 512, inset],
  ["apple-touch-icon.png", 180, square],
]) {
  const page = join(scratch, "page.html");
  writeFileSync(page, `<!doctype html><style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  execFileSync("chromium", [
    "--headless=new", "--no-sandbox", "--hide-scrollbars", "--default-background-color=00000000",
    `--user-data-dir=${join(scratch, "profile")}`, `--window-size=${size},${size}`,
    `--screenshot=${join(client, "static/icons", name)}`, `file://${page}`,
  ], { stdio: "ignore" });
}
rmSync(scratch, { recursive: true });
