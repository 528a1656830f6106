// Reads a picture of a stack in the language `mermaid` or `dot`, with that language's own parser, and prints what stands in it: the
// lines of its boxes, the texts at its arrows, the titles of its groups, and how many arrows there are.
'use strict';

const { readFileSync } = require('node:fs');
const { runInThisContext } = require('node:vm');
const { parseHTML } = require('linkedom');

const [, , language, file] = process.argv;

// Mermaid keeps entities in a form of its own until it draws: `#35;` as below.
const decoded = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, number) => String.fromCodePoint(Number(number) || 0xfffd)).replace(/ﬂ°(\w+)¶ß/g, '&$1;');
const split = (text) => (text ?? '').split(/<br\s*\/?>/).map(decoded);

async function mermaid(text) {
  const { window } = parseHTML('<!doctype html><html><head></head><body></body></html>');
  globalThis.window = window;
  globalThis.document = window.document;
  runInThisContext(readFileSync(require.resolve('mermaid/dist/mermaid.min.js'), 'utf8'));
  const { mermaid } = globalThis;
  mermaid.initialize({ startOnLoad: false, maxTextSize: 1e7 });
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    lines: [...db.getVertices().values()].flatMap((vertex) => split(vertex.text)),
    labels: db.getEdges().flatMap((edge) => split(edge.text)),
    titles: db.getSubGraphs().flatMap((group) => split(group.title)),
    arrows: db.getEdges().length,
  };
}

async function dot(text) {
  const { instance } = await import('@viz-js/viz');
  const result = (await instance()).render(text, { format: 'svg' });
  // A warning is about fonts, of which there are none here.
  const errors = result.errors.filter((error) => error.level !== 'warning');
  if (result.status !== 'success' || errors.length > 0) {
    throw new Error(errors.map((error) => error.message).join('\n'));
  }
  const { document } = parseHTML(result.output.replace(/^[^]*?<svg/, '<svg'));
  const all = (kind) => [...document.querySelectorAll(`g.${kind}`)];
  const texts = (kind) =>
    all(kind).flatMap((group) => [...group.querySelectorAll('text')].map((line) => line.textContent));
  return { lines: texts('node'), labels: texts('edge'), titles: texts('cluster'), arrows: all('edge').length };
}

async function main() {
  if (language === '--version') {
    return { mermaid: require('mermaid/package.json').version };
  }
  return await { mermaid, dot }[language](readFileSync(file, 'utf8'));
}

main().then(
  (found) => process.stdout.write(JSON.stringify(found)),
  (error) => {
    console.error(String(error?.stack ?? error));
    process.exitCode = 1;
  },
);
