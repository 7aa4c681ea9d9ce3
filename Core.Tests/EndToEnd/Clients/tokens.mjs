// Pieces of real code, prose and JSON with the tokens that two public tokenizers make of them: one JSON object a line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { encode as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';

const kinds = { code: /\.(cs|mjs|d\.ts|js)$/, prose: /\.(md|txt)$|LICENSE$/, json: /\.json$/ };
const most = 60;
const length = 12_000;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!/^(bin|obj|\.git|gpt-tokenizer|vendor)$/.test(entry.name)) yield* files(path);
    } else {
      yield path;
    }
  }
}

for (const [kind, pattern] of Object.entries(kinds)) {
  const found = [...new Set(process.argv.slice(2))].flatMap((root) => [...files(root)].filter((path) => pattern.test(path)));
  const step = Math.max(1, Math.floor(found.length / most));
  for (let at = 0; at < found.length; at += step) {
    const all = readFileSync(found[at], 'utf8');
    const text = all.slice(Math.floor(all.length / 3)).slice(0, length);
    const longestLine = Math.max(...text.split('\n').map((line) => line.length));
    // Minified files are no text that anybody sends, and a few bytes say nothing.
    if (text.length < 400 || longestLine > 2000 || !text.isWellFormed()) continue;
    const options = { allowedSpecial: 'all' };
    console.log(JSON.stringify({ kind, text, o200k_base: o200k(text, options).length, cl100k_base: cl100k(text, options).length }));
  }
}
