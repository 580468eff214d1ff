// Writes the lexicon's seeded entries: the names in picks.txt, as they stand in
// three npm packages. Names that a hand-written file has are left out.
//
//   cd lexicon && npm install --no-save linguist-languages@9.5.0 simple-icons@16.37.0 devicon@2.17.0
//   node gen/seed.mjs data/seeded.psv && go run ./gen/sort data/seeded.psv
//
// linguist-languages and devicon are MIT, simple-icons is CC0 (names only).
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const packages = path.resolve("node_modules");
const read = (file) => JSON.parse(fs.readFileSync(path.join(packages, file)));
const linguist = await import(pathToFileURL(path.join(packages, "linguist-languages/index.js")));
const fold = (name) => name.toLowerCase();
const squeeze = (name) => fold(name).replace(/[^\p{L}\p{N}+#]/gu, "");

// What the packages know, by squeezed name: the spelling and other names.
const known = new Map();
const learn = (name, others = []) => {
  const entry = known.get(squeeze(name)) ?? { name, others: new Set() };
  others.forEach((other) => entry.others.add(other));
  known.set(squeeze(name), entry);
};
for (const icon of read("simple-icons/data/simple-icons.json")) learn(icon.title);
for (const language of Object.values(linguist)) if (language?.name) learn(language.name);
for (const icon of read("devicon/devicon.json")) learn(icon.name, icon.altnames ?? []);

// What the hand-written files have.
const target = process.argv[2];
const taken = new Set();
for (const file of fs.readdirSync(path.dirname(target))) {
  if (path.resolve(path.dirname(target), file) === path.resolve(target)) continue;
  for (const line of fs.readFileSync(path.join(path.dirname(target), file), "utf8").split("\n")) {
    const [name, , ...fields] = line.split("|");
    const spellings = [name, ...fields.filter((field) => !/^(is|not|near|prev|next|not-prev|not-next)=/.test(field)).flatMap((field) => field.replace(/^[a-z]{2,4}=/, "").split(";"))];
    spellings.forEach((spelling) => taken.add(squeeze(spelling.replace(/^[=?]+/, ""))));
  }
}

const lines = ["# Seeded by gen/seed.mjs from npm packages; licences in ../licences. Edit gen/picks.txt instead."];
let kind = "";
const picks = fs.readFileSync(path.join(import.meta.dirname, "picks.txt"), "utf8").split("\n");
for (const row of picks) {
  if (row.startsWith("#") || row.trim() === "") continue;
  const heading = row.match(/^\[(\w+)\]$/);
  if (heading) {
    kind = heading[1];
    continue;
  }
  for (const pick of row.split(",").map((part) => part.trim()).filter(Boolean)) {
    if (pick.endsWith("?")) continue; // thought about and left out
    const [marked, parents] = pick.split(" > ");
    const marks = marked.match(/^[=?]*/)[0];
    const name = marked.slice(marks.length);
    const entry = known.get(squeeze(name));
    if (!entry) {
      console.error(`not in the packages, left out: ${name}`);
      continue;
    }
    if (taken.has(squeeze(name))) continue;
    taken.add(squeeze(name));
    const aliases = [...entry.others].filter((other) => other.length > 3 && !taken.has(squeeze(other)) && squeeze(other).includes(squeeze(name)));
    aliases.forEach((alias) => taken.add(squeeze(alias)));
    const fields = [marks + name, kind];
    if (aliases.length) fields.push(aliases.join(";"));
    if (parents) fields.push(`is=${parents}`);
    lines.push(fields.join("|"));
  }
}
fs.writeFileSync(target, lines.join("\n") + "\n");
