// What the tests share: one browser and one server for a file of tests, and a page that notes what it should not do.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './server.js';

const inRepository = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const browser = await chromium.launch({
  executablePath: process.env.PULLGATE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const server = await serve(inRepository('dist'));
after(async () => {
  await browser.close();
  server.close();
});

/** The address of the page. */
export const address = server.address;

/** The examples, with what the reference answered for their bytes. */
export async function examples() {
  const chosen = JSON.parse(await readFile(inRepository('fixtures/examples.json'), 'utf8'));
  return Promise.all(
    chosen.map(async (example) => {
      const recorded = JSON.parse(await readFile(inRepository(`fixtures/signed/${example.case}/expected.json`), 'utf8'));
      const expected = recorded.answers.find((answer) => answer.id === `${example.case}/${example.request}`);
      assert.ok(expected, `an answer is recorded for ${example.id}`);
      return { ...example, expected };
    }),
  );
}

/** The scenes of the gallery, as the page gets them. */
export async function gallery() {
  return JSON.parse(await readFile(inRepository('dist/gallery.json'), 'utf8'));
}

/** A file of fixtures/signed. */
export const fixture = (path) => inRepository(`fixtures/signed/${path}`);

/**
 * Opens the page and waits for its first verdict; then `use` has it. Afterwards nothing may have gone wrong in it, and nothing may have left this machine.
 * `allowed` matches what may go wrong.
 */
export async function withPage(use, { at = address, isReady = true, allowed = /^$/, prepare = async () => {}, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  const requests = [];
  const wrong = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await prepare(page);
  await page.goto(at);
  if (isReady) await settled(page);
  await use(page, requests);
  assert.deepEqual(wrong.filter((words) => !allowed.test(words)), [], 'no error in the console');
  const own = [at, address].map((url) => new URL(url).origin);
  const outside = requests.filter((url) => !own.some((origin) => url.startsWith(`${origin}/`) || url.startsWith(`blob:${origin}`)));
  assert.deepEqual(outside, [], 'no request leaves this machine');
  await context.close();
}

/** Waits until the verdict is of the inputs as they are. */
export async function settled(page) {
  await page.locator('.verdict[data-current=true]').waitFor({ timeout: 30_000 });
}

/** Waits until what makes it pass is known, too. */
export async function explained(page) {
  await page.locator('.verdict[data-explained=true]').waitFor({ timeout: 30_000 });
}

/** Chooses an example of the gallery, in one of its states, and waits for its verdict. */
export async function choose(page, id, state = 0) {
  await page.click('#open-gallery');
  await page.click(`[data-example="${id}"][data-state="${state}"]`);
  await page.locator(`.scene[data-scene="${id}"][data-state="${state}"]`).waitFor();
  await settled(page);
}

/** Puts a text on the clipboard and pastes it where no field is. */
export async function paste(page, text) {
  await page.evaluate((text) => {
    document.activeElement?.blur?.();
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/** Drops files or folders of this machine onto the page, as a file manager does. */
export async function drop(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await session.detach();
}

/** The word of the verdict. */
export const verdict = (page) => page.textContent('.verdict .sign');

/** The sentence of the verdict. */
export const why = (page) => page.textContent('.verdict .why');

/** The answer of the engine as data. */
export async function answer(page) {
  await page.click('#json-tab');
  const json = JSON.parse(await page.locator('#json-tab-panel .data').first().textContent());
  await page.click('#decision-tab');
  return json;
}

/** Keeps a picture for people to look at. */
export async function shot(page, name, options = {}) {
  const folder = fileURLToPath(new URL('shots/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, ...options });
}
