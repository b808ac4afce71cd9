// Copies the pinned browser libraries to static/vendor/, so that an installation needs no
// Node and no page asks another host for anything. `npm ci && npm run vendor`.
// Nothing here is bundled: both libraries ship ready-made files.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const VENDOR = join(ROOT, "static", "vendor");
const CSS = join(ROOT, "static", "css");
const LAYERS = "@layer bootstrap;";
const modules = (...parts) => join(ROOT, "node_modules", ...parts);
const text = (path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");

function put(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content.endsWith("\n") ? content : content + "\n");
}

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function files(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}

// The policy forbids data: pictures, so each becomes a file of its own.
function picturesOut(css, folder) {
  return css.replaceAll(/url\("data:image\/svg\+xml,([^"]+)"\)/g, (_, coded) => {
    const svg = decodeURIComponent(coded);
    const name = createHash("sha256").update(svg).digest("hex").slice(0, 12) + ".svg";
    put(join(folder, "img", name), svg);
    return `url("img/${name}")`;
  });
}

// A source-map comment would make the manifest storage look for a file that is not shipped.
const withoutMap = (source) => source.replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, "").trimEnd();

function bootstrap() {
  const folder = join(VENDOR, "bootstrap");
  const css = picturesOut(withoutMap(text(modules("bootstrap", "dist", "css", "bootstrap.min.css"))), folder);
  // In a layer, so that our own plain selectors always win over Bootstrap's longer ones.
  put(join(folder, "bootstrap.css"), `@layer bootstrap{${css.replace(/^@charset "UTF-8";/, "")}}`);
  put(join(folder, "LICENSE"), text(modules("bootstrap", "LICENSE")));
  return css;
}

function htmx() {
  const folder = join(VENDOR, "htmx");
  put(join(folder, "htmx.min.js"), text(modules("htmx.org", "dist", "htmx.min.js")));
  put(join(folder, "LICENSE"), text(modules("htmx.org", "LICENSE")));
}

function block(css, selector) {
  const start = css.indexOf(selector);
  if (start < 0) throw new Error(`no ${selector} in tokens.css`);
  return css.slice(css.indexOf("{", start) + 1, css.indexOf("}", start)).trim();
}

// Rules of Bootstrap that only the dark theme uses, for people who chose no theme.
function darkRules(css) {
  const rules = css.match(/(?<![\w\]])\[data-bs-theme=dark\][^{}]*\{[^{}]*\}/g) ?? [];
  return rules.map((rule) => rule.replaceAll("[data-bs-theme=dark]", ":root:not([data-bs-theme])"));
}

// Dark follows the system when no theme is chosen; paper is always light. Written from
// tokens.css so that no value stands in two places by hand.
function themes(bootstrapCss) {
  const tokens = text(join(CSS, "tokens.css"));
  const dark = block(tokens, '[data-bs-theme="dark"] {');
  const light = block(tokens, ':root, [data-bs-theme="light"] {');
  const rules = darkRules(bootstrapCss).join("\n").replaceAll('url("img/', 'url("../vendor/bootstrap/img/');
  put(
    join(CSS, "themes.css"),
    `/* Written by npm run vendor from tokens.css: do not edit. */
${LAYERS}
@media screen and (prefers-color-scheme: dark) {
  @layer bootstrap {
${rules}
  }
  :root:not([data-bs-theme]) {
  ${dark}
  }
}
@media print {
  :root, :root[data-bs-theme="dark"] {
  ${light}
  }
}
`,
  );
}

function manifest() {
  const packages = [
    ["bootstrap", "bootstrap"],
    ["htmx.org", "htmx"],
  ].map(([name, folder]) => {
    const about = JSON.parse(text(modules(name, "package.json")));
    const home = join(VENDOR, folder);
    const sums = Object.fromEntries(files(home).map((path) => [relative(VENDOR, path), sha256(path)]));
    return { name, version: about.version, licence: about.license, files: sums };
  });
  put(join(VENDOR, "MANIFEST.json"), JSON.stringify({ packages }, null, 2));
}

// Where a package was fetched from is each installation's own business.
function cleanLock() {
  const path = join(ROOT, "package-lock.json");
  const lock = JSON.parse(text(path));
  for (const entry of Object.values(lock.packages)) delete entry.resolved;
  put(path, JSON.stringify(lock, null, 2));
}

rmSync(VENDOR, { recursive: true, force: true });
const css = bootstrap();
htmx();
themes(css);
manifest();
cleanLock();
console.log(`${files(VENDOR).length} files in static/vendor`);
