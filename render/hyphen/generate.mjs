// Makes patterns/*.trie from npm's hyphen package (ISC; the patterns are the
// TeX ones of hyph-utf8, each under its own free licence):
//
//	npm pack hyphen@1.14.1 && tar xzf hyphen-1.14.1.tgz && node generate.mjs package
//
// The format is described in trie.go.
import { createRequire } from 'module'
import fs from 'fs'
import path from 'path'

const source = path.resolve(process.argv[2])
const require = createRequire(import.meta.url)
const languages = {
  da: 'da', de: 'de-1996', en: 'en-us', es: 'es', fr: 'fr', hu: 'hu',
  it: 'it', nl: 'nl', no: 'no', pt: 'pt', ru: 'ru', tr: 'tr',
}

// flatten gives every pattern as its letters and the level before each letter.
function flatten(node, levels, letters, emit) {
  if (typeof node === 'number') emit(letters, levels[node])
  else if (Array.isArray(node)) for (const part of node) flatten(part, levels, letters, emit)
  else for (const key of Object.keys(node)) flatten(node[key], levels, letters + key, emit)
}

for (const [language, file] of Object.entries(languages)) {
  const [levels, tree] = require(`${source}/patterns/${file}.js`)
  const root = { levels: [], next: new Map() }
  flatten(tree, levels, '', (letters, byLetter) => {
    // In the package the level before a leading dot is left out.
    const shift = letters.startsWith('.') ? 1 : 0
    const byByte = []
    let node = root
    let offset = 0
    ;[...letters].forEach((letter, i) => {
      byByte[offset] = byLetter[i - shift] || 0
      for (const byte of Buffer.from(letter)) {
        if (!node.next.has(byte)) node.next.set(byte, { levels: [], next: new Map() })
        node = node.next.get(byte)
        offset++
      }
    })
    byByte[offset] = byLetter[[...letters].length - shift] || 0
    node.levels = Array.from(byByte, (level) => level || 0)
    while (node.levels.length && node.levels.at(-1) === 0) node.levels.pop()
  })
  const bytes = [0, 0, 0]
  const known = new Map()
  const write = (node) => {
    const steps = [...node.next.entries()].sort((a, b) => a[0] - b[0])
    const targets = steps.map(([, next]) => write(next))
    const encoded = [node.levels.length, steps.length, ...node.levels, ...steps.map(([byte]) => byte)]
    for (const target of targets) encoded.push(target >> 16, (target >> 8) & 255, target & 255)
    const key = encoded.join()
    if (!known.has(key)) {
      known.set(key, bytes.length)
      for (const byte of encoded) bytes.push(byte)
    }
    return known.get(key)
  }
  const start = write(root)
  bytes[0] = start >> 16
  bytes[1] = (start >> 8) & 255
  bytes[2] = start & 255
  fs.writeFileSync(`patterns/${language}.trie`, Buffer.from(bytes))
}
