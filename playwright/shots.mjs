// Pictures of the page to look at, in playwright/shots/: `node playwright/shots.mjs [PART OF A NAME …]`.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './server.js';

const SHOTS = fileURLToPath(new URL('shots/', import.meta.url));
const WIDTHS = [[1440, 900], [1024, 768], [768, 1024], [390, 844], [320, 640]];
const wanted = process.argv.slice(2);

await mkdir(SHOTS, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.PULLGATE_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const server = await serve(process.env.PULLGATE_DIST ?? fileURLToPath(new URL('../dist/', import.meta.url)));

const settled = (page) => page.locator('.verdict[data-current=true]').waitFor({ timeout: 30_000 });
const explained = (page) => page.locator('.verdict[data-explained=true]').waitFor({ timeout: 30_000 });

/** A question with much of everything: a name as long as names may be, 40 scopes, 12 signatures. */
async function crowded() {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.goto(server.address);
  await settled(page);
  await page.fill('#image', 'docker://registry.example/acme/app:v2');
  await page.waitForFunction(() => sessionStorage['pullgate.question']?.includes('app:v2'));
  const request = JSON.parse(await page.evaluate(() => sessionStorage['pullgate.question']));
  await page.close();
  const name = `registry.example/${'acme-platform-engineering-team-services/'.repeat(6)}`.slice(0, 252) + 'app';
  const scope = (at) => [`registry.example/${'team-with-a-name/'.repeat(at % 5)}service-${at}`, [{ type: at % 3 ? 'reject' : 'insecureAcceptAnything' }]];
  const policy = JSON.parse(Buffer.from(request.policy.base64 ?? '', 'base64').toString() || request.policy.text || request.policy);
  const docker = Object.values(policy.transports.docker)[0];
  policy.transports.docker = { ...Object.fromEntries(Array.from({ length: 39 }, (_, at) => scope(at))), [name]: docker };
  return { ...request, image: `docker://${name}:v1`, policy: JSON.stringify(policy, null, 4), signatures: Array.from({ length: 12 }, () => request.signatures[0]) };
}

const request = await crowded();
const linked = `#request=${encodeURIComponent(JSON.stringify(request))}`;
const tab = (id) => async (page) => {
  await page.click(`#${id}-tab`);
  await settled(page);
};
const STATES = {
  opening: { act: explained },
  'no-json': { act: async (page) => { await page.fill('#policy', '{\n  "default": [{"type": "reject"}],\n  "transports": {\n    "docker": {\n      "registry.example/acme": [{"type": "signedBy", "keyType": "GPGKeys",, "keyPath": "/k"}]\n    }\n  }\n}\n'); await settled(page); } },
  empty: { at: `#request=${encodeURIComponent('{"policy":""}')}`, act: (page) => page.locator('.verdict.open').waitFor() },
  crowded: { at: linked, act: explained },
  'crowded-signatures': { at: linked, act: tab('signatures') },
  keys: { act: tab('keys') },
  settings: { act: tab('settings') },
  gallery: { act: async (page) => { await page.click('#open-gallery'); await page.locator('.gallery li').nth(30).waitFor(); }, isFixed: true },
  share: { act: async (page) => { await page.click('#open-share'); await page.locator('#share-link').waitFor(); }, isFixed: true },
  compare: { act: async (page) => { await explained(page); await page.click('#open-compare'); await page.fill('#other-policy', '{"default": [{"type": "insecureAcceptAnything"}]}'); await page.locator('.compare table').waitFor(); } },
  tests: { act: async (page) => { await explained(page); await page.click('#open-tests'); await page.click('#keep-test'); await page.locator('#tests table').waitFor(); await page.fill('#suite', `${await page.inputValue('#suite')}  - name: releases are pulled\n    image: docker://registry.example/acme/app:v9\n    expect: allow\n`); await page.locator('#open-tests .count').waitFor(); } },
  help: { act: async (page) => page.click('#open-help'), isFixed: true },
};

async function shoot(name, { at = '', act, isFixed = false }, options, media) {
  if (wanted.length && !wanted.some((part) => name.includes(part))) return;
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  try {
    await page.goto(server.address + at);
    await settled(page);
    await act(page);
    if (media) await page.emulateMedia(media);
    await page.waitForTimeout(250);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    if (wide > 0) console.log(`${name}: ${wide} px wider than the window`);
    const isTall = !isFixed && options.viewport.width < 861;
    await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: isTall || Boolean(media) });
  } catch (error) {
    console.log(`${name}: ${error.message.split('\n')[0]}`);
  }
  await context.close();
}

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of WIDTHS) {
    for (const [state, what] of Object.entries(STATES)) await shoot(`${state}-${width}-${colorScheme}`, what, { colorScheme, viewport: { width, height } });
  }
}
for (const [state, what] of Object.entries(STATES)) {
  await shoot(`${state}-zoomed`, { ...what, isFixed: true }, { viewport: { width: 320, height: 256 } });
  await shoot(`${state}-forced`, what, { forcedColors: 'active', viewport: { width: 1440, height: 900 } });
}
for (const state of ['opening', 'no-json', 'crowded', 'compare']) await shoot(`${state}-print`, STATES[state], { viewport: { width: 794, height: 1123 } }, { media: 'print' });

await browser.close();
server.close();
