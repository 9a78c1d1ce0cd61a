// Measures the built page in one run and prints a table: `node playwright/measure.mjs` (some three minutes; `--quick` for fewer rounds,
// `--long` for the long policy alone).
//
// Lighthouse is not a dependency of this repository: it brings 200 packages. It was run from a folder elsewhere, against server.js, as
//   npm install lighthouse@12 && CHROME_PATH=/usr/bin/chromium npx lighthouse http://127.0.0.1:PORT/ \
//     --only-categories=performance,accessibility,best-practices --chrome-flags="--headless=new --no-sandbox" [--preset=desktop]
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { serve } from './server.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const QUICK = process.argv.includes('--quick');
const OPENINGS = QUICK ? 3 : 10;
const EDITS = QUICK ? 5 : 20;
const LONG_EDITS = QUICK ? 5 : 30;
const MANY_EDITS = QUICK ? 50 : 500;
const SCOPES = 10_000;

// As a static host is best told: a file with a hash in its name never changes.
const HEADERS = (file) => ({
  'cache-control': /-[0-9a-f]{16}(_bg)?\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
});

const LAUNCH = {
  executablePath: process.env.PULLGATE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
const browser = await chromium.launch(LAUNCH);
const server = await serve(DIST, '/', { headers: HEADERS });
const rows = [];
const row = (what, figure, aim = '–') => {
  rows.push([what, figure, aim]);
  console.error(`${what}: ${figure}`);
};

const sorted = (numbers) => [...numbers].sort((one, other) => one - other);
const median = (numbers) => {
  const all = sorted(numbers);
  return all.length % 2 ? all[(all.length - 1) / 2] : (all[all.length / 2 - 1] + all[all.length / 2]) / 2;
};
const worst = (numbers) => Math.max(...numbers);
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
const ms = (milliseconds) => `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
const bytes = (number) => number.toLocaleString('en');
const mega = (number) => `${(number / 1e6).toFixed(1)} MB`;
const spread = (numbers, shown) => `median ${shown(median(numbers))}, worst ${shown(worst(numbers))}`;

const context = () => browser.newContext({ viewport: { width: 1280, height: 860 }, serviceWorkers: 'block' });

/** Opens the page; resolves to when the first verdict was there, since the navigation began. */
async function firstVerdict(page) {
  // The page tells it: asking from without would load Playwright's own script into it meanwhile, which takes 30 ms.
  await page.addInitScript(() => {
    const tell = (list) => list.getEntriesByName('pullgate:first-verdict').forEach(({ startTime }) => console.debug('first verdict', startTime));
    new PerformanceObserver(tell).observe({ type: 'mark', buffered: true });
  });
  const told = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('first verdict'), timeout: 60_000 });
  await page.goto(server.address);
  return Number((await told).text().split(' ')[2]);
}

/** Waits until all is known of the inputs as they are. */
const explained = (page) => page.locator('.verdict[data-explained=true]').waitFor({ timeout: 60_000 });

async function transfers() {
  const fresh = await context();
  const page = await fresh.newPage();
  const fetched = [];
  let isDone = false;
  page.on('response', (response) => !isDone && response.url().startsWith(server.address) && fetched.push(response.url()));
  await firstVerdict(page);
  isDone = true;
  const files = [...new Set(fetched.map((url) => new URL(url).pathname.slice(1) || 'index.html'))];
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const content = await readFile(join(DIST, file));
    total.raw += content.length;
    total.gzip += gzipSync(content, { level: 9 }).length;
    total.brotli += brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }).length;
  }
  row(`bytes to the first verdict (${files.length} files)`, `${bytes(total.raw)} raw, ${bytes(total.gzip)} gzip -9, ${bytes(total.brotli)} brotli`);
  await fresh.close();
}

/** Opens the page, each time in a fresh context. */
async function coldOpenings(count, slowed = 1) {
  const times = [];
  for (let round = 0; round < count; round += 1) {
    const fresh = await context();
    const page = await fresh.newPage();
    if (slowed > 1) {
      const session = await fresh.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
    }
    times.push(await firstVerdict(page));
    await fresh.close();
  }
  return times;
}

/** Opens the page again and again in one profile on disk, as somebody who comes back; the first two openings fill its cache. */
async function warmOpenings(count) {
  const profile = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const context = await chromium.launchPersistentContext(profile, { ...LAUNCH, viewport: { width: 1280, height: 860 }, serviceWorkers: 'block' });
  const times = [];
  for (let round = -2; round < count; round += 1) {
    const page = await context.newPage();
    const time = await firstVerdict(page);
    if (round >= 0) times.push(time);
    // Chromium keeps compiled code, some seconds after it was compiled.
    await page.waitForTimeout(round < 0 ? 5_000 : 500);
    await page.close();
  }
  await context.close();
  await rm(profile, { recursive: true, force: true });
  return times;
}

/**
 * In the page: notes at each input event when it came, and for each how long it took until the verdict of the inputs as they are then stood in
 * the document. `window.measured` has the times.
 */
function watch() {
  window.measured = { verdicts: [], waiting: [], longTasks: [], gaps: [] };
  const { measured } = window;
  // Of which revision of the inputs the verdict was that was last seen.
  let seen;
  window.addEventListener('input', () => measured.waiting.push(performance.now()), true);
  const look = () => {
    const verdict = document.querySelector('.verdict');
    if (verdict?.dataset.current !== 'true' || verdict.dataset.revision === seen) return;
    seen = verdict.dataset.revision;
    const now = performance.now();
    measured.verdicts.push(...measured.waiting.splice(0).map((then) => now - then));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-current', 'data-revision'] });
  new PerformanceObserver((list) => measured.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
  let last = null;
  const frame = (now) => {
    if (last !== null) measured.gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** A page with a question, which is watched. */
async function watched(request) {
  const fresh = await context();
  const page = await fresh.newPage();
  await page.addInitScript(watch);
  await page.goto(request ? `${server.address}#request=${encodeURIComponent(JSON.stringify(request))}` : server.address);
  await explained(page);
  return page;
}

/** Types blanks into the policy, after its first character; each waits for all answers to the one before. */
async function type(page, count) {
  await caretAfterFirst(page);
  await page.evaluate(() => window.measured.verdicts.splice(0));
  for (let edit = 0; edit < count; edit += 1) {
    await page.keyboard.press(edit % 2 ? 'Backspace' : 'Space');
    await page.waitForFunction((count) => window.measured.verdicts.length > count, edit, { timeout: 60_000 });
    await explained(page);
  }
  return page.evaluate(() => window.measured.verdicts);
}

const caretAfterFirst = (page) => page.evaluate(() => {
  const area = document.querySelector('#policy');
  area.focus();
  area.setSelectionRange(1, 1);
});

async function keystrokes(what, request, aim) {
  const page = await watched(request);
  const times = await type(page, EDITS);
  row(`keystroke to verdict, ${what} (${EDITS} edits)`, spread(times, ms), aim);
  await page.context().close();
}

/** A policy of `count` scopes that has what policies have: signatures demanded, of one key of several. */
function policyOf(count) {
  const scopes = Array.from({ length: count }, (_, at) => [`registry.example/team-${at % 100}/app-${at}`, at % 10 ? [{ type: 'reject' }] : [{ type: 'insecureAcceptAnything' }]]);
  return { default: [{ type: 'reject' }], transports: { docker: Object.fromEntries(scopes) } };
}

/** How long the longest task of the page's thread was on a processor: where others work on the machine, too, a task takes longer than it works. */
function busiest(events) {
  const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  return worst(events.filter(({ tdur, pid, tid }) => tdur && threads.has(`${pid} ${tid}`)).map(({ tdur }) => tdur / 1000));
}

async function longPolicy() {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const file = join(folder, 'policy.json');
  const text = JSON.stringify(policyOf(SCOPES), null, 1);
  await writeFile(file, text);
  const page = await watched({ policy: '{"default": [{"type": "reject"}]}', image: 'docker://registry.example/team-0/app-0:v1' });
  await page.setInputFiles('#policy-tab-panel input[type=file]', file);
  await page.locator('.editor.plain').waitFor();
  await page.locator('.verdict.open[data-current=true]').waitFor({ timeout: 60_000 });
  await explained(page);
  // At both ends and in the middle; on a line of its own, where a blank is no error and no mistake.
  for (const [where, caret] of [['at the beginning', 1], ['in the middle', text.indexOf('\n', text.length / 2)], ['at the end', text.length - 1]]) {
    await page.evaluate((caret) => {
      const area = document.querySelector('#policy');
      area.focus();
      area.setSelectionRange(caret, caret);
    }, caret);
    await page.waitForTimeout(1_500);
    await page.evaluate(() => Object.values(window.measured).forEach((list) => list.splice(0)));
    await browser.startTracing(page, { categories: ['toplevel'] });
    for (let edit = 0; edit < LONG_EDITS; edit += 1) {
      await page.keyboard.press('Space');
      await page.waitForTimeout(150);
    }
    await page.locator('.verdict[data-explained=true]').waitFor({ timeout: 120_000 });
    // What is kept for a reload, and what the inspector shows, come once the typing has stopped.
    await page.waitForTimeout(1_500);
    const busy = busiest(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
    const { verdicts, longTasks, gaps } = await page.evaluate(() => window.measured);
    const about = `${SCOPES.toLocaleString('en')} scopes, ${mega(text.length)}, ${LONG_EDITS} keys ${where}, one each 150 ms`;
    row(`longest frame while typing (${about})`, `${ms(worst(gaps))} between frames, ${longTasks.length ? `${longTasks.length} long tasks: ${spread(longTasks, ms)}` : 'no long task'}; the longest on the processor ${ms(busy)}`, '≤ 50 ms');
    // While keys come faster than answers, no verdict is of the newest inputs: the first ones wait for the last.
    row('keystroke to verdict, in the same policy', `${spread(verdicts, ms)}; of the last key ${ms(verdicts.at(-1))} (${verdicts.length} keys)`);
  }
  await page.context().close();
  await rm(folder, { recursive: true });
}

/** What the page and its worker hold: the page's JavaScript after a collection, and the linear memories of both. */
async function held(page, session) {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name) => metrics.find((metric) => metric.name === name).value;
  const [module] = (await readdir(DIST)).filter((name) => /^pullgate-web-[0-9a-f]+\.js$/.test(name));
  // The module is there already: importing it again gives the same one, and `default` what it has.
  const memory = async (url) => (await (await import(url)).default()).memory.buffer.byteLength;
  const [worker] = page.workers();
  return {
    heap: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    page: await page.evaluate(memory, server.address + module),
    worker: await worker.evaluate(memory, server.address + module),
  };
}

async function memory() {
  const page = await watched();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await type(page, 50);
  const before = await held(page, session);
  await type(page, MANY_EDITS);
  const after = await held(page, session);
  const both = (name, shown) => `${shown(before[name])} → ${shown(after[name])}`;
  row(`memory before and after ${MANY_EDITS} edits`, `JavaScript ${both('heap', mega)}; WebAssembly of the page ${both('page', mega)}, of the worker ${both('worker', mega)}; nodes ${both('nodes', String)}`, 'no growth');
  await page.context().close();
}

const tenScopes = { policy: JSON.stringify(policyOf(10), null, 2), image: 'docker://registry.example/team-3/app-3:v1' };

async function everythingElse() {
  await transfers();
  row(`opening to first verdict, cold (${OPENINGS} openings)`, spread(await coldOpenings(OPENINGS), seconds), '≤ 1.0 s');
  row('the same, warm: again in one profile', spread(await warmOpenings(OPENINGS), seconds), '≤ 0.3 s');
  // The throttle holds for the page's own thread, not for its worker.
  row("the same, cold, the page's thread slowed 4×", spread(await coldOpenings(Math.ceil(OPENINGS / 2), 4), seconds), '≤ 3 s');
  await keystrokes('10 scopes and no signature', tenScopes, '≤ 16 ms');
  await keystrokes('unchanged signatures', null, '≤ 50 ms');
  await memory();
}

const loadBefore = loadavg()[0];
if (!process.argv.includes('--long')) await everythingElse();
await longPolicy();

console.log(`Chromium ${browser.version()}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}, load ${loadBefore.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after, ${new Date().toISOString().slice(0, 10)}\n`);
console.log('| | measured | aim |\n|---|---|---|');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
await browser.close();
server.close();
