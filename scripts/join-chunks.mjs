// Puts what the first page needs into one file: esbuild's splitting cuts it into one chunk for every set of pages that
// share something, some sixty of them, and a browser fetches six at a time.
//
// Usage: node scripts/join-chunks.mjs FOLDER     the folder that esbuild wrote, with its meta.json
//
// Writes FOLDER/first.js, which bundles into app.js all that app.js imports statically and exports what other pages
// take from it, and FOLDER/later/, where those pages stand with stubs that take it from there. Prints the files of
// those pages, a line each.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const folder = process.argv[2];
const outputs = new Map(
  Object.entries(JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")).outputs)
    .filter(([path]) => path.endsWith(".js"))
    .map(([path, output]) => [basename(path), output]),
);

const first = new Set();
function follow(name) {
  if (first.has(name)) return;
  first.add(name);
  for (const each of outputs.get(name).imports) {
    if (each.kind === "import-statement") follow(basename(each.path));
  }
}
follow("app.js");

const chunks = [...first].filter((name) => name !== "app.js");
const shared = (chunk, name) => `chunk_${chunks.indexOf(chunk)}_${name}`;
const exportsOf = (chunk, side, from) =>
  `export { ${outputs.get(chunk).exports.map((name) => side(name)).join(", ")} } from "${from}";\n`;

writeFileSync(
  join(folder, "first.js"),
  'import "./app.js";\n' +
    chunks.map((chunk) => exportsOf(chunk, (name) => `${name} as ${shared(chunk, name)}`, `./${chunk}`)).join(""),
);

const later = join(folder, "later");
mkdirSync(later);
for (const name of outputs.keys()) {
  if (!first.has(name)) copyFileSync(join(folder, name), join(later, name));
}
for (const chunk of chunks) {
  writeFileSync(join(later, chunk), exportsOf(chunk, (name) => `${shared(chunk, name)} as ${name}`, "./app.js"));
}
for (const [name, output] of outputs) {
  if (output.entryPoint !== undefined && !first.has(name)) console.log(name);
}
