// Joins the code of the first page into one file. esbuild's splitting creates a chunk for every set of pages that share
// code, about sixty for the first page, and browsers fetch six at a time.
//
// Usage: node scripts/join-chunks.mjs FOLDER     the folder that esbuild wrote, with its meta.json
//
// Writes FOLDER/first.js, which bundles app.js with everything that it imports statically and exports what other pages
// import from it, and FOLDER/later/, which contains those pages and stubs that re-export from app.js. Prints the file
// names of those pages, one per line.

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
