// The page in Firefox. `cargo xtask test firefox` runs this, and says so where there is none.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { firefox } from './bidi.js';
import { opensAppliesAndAnswers } from './other-engines.js';
import { serve } from './server.js';

const path = process.env.PULLGATE_FIREFOX;

test('in Firefox the page opens on a refusal, applies what is proposed, and answers what is typed', { skip: !path && 'PULLGATE_FIREFOX names none' }, async (t) => {
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await firefox(path);
  t.diagnostic(page.version);
  try {
    await opensAppliesAndAnswers(page, server.address);
    assert.deepEqual(page.errors, [], 'no error in the console');
  } finally {
    await page.close();
    server.close();
  }
});

test('in Firefox a long policy is typed into in the editor of long policies', { skip: !path && 'PULLGATE_FIREFOX names none' }, async () => {
  const scopes = Array.from({ length: 1_500 }, (_, at) => [`registry.example/team/app-${at}`, [{ type: 'insecureAcceptAnything' }]]);
  const policy = JSON.stringify({ default: [{ type: 'reject' }], transports: { docker: Object.fromEntries(scopes) } }, null, 1);
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await firefox(path);
  const verdict = (word) => page.until(`document.querySelector('.verdict[data-explained=true] .sign')?.textContent === '${word}'`);
  try {
    await page.open(`${server.address}#request=${encodeURIComponent(JSON.stringify({ policy, image: 'docker://registry.example/team/app-0:v1' }))}`);
    await verdict('Allowed');
    await page.until(`document.querySelector('#policy').tagName === 'PULLGATE-EDITOR'`);
    assert.equal(await page.evaluate(`document.querySelector('#policy').value`), policy);
    assert.equal(await page.evaluate(`document.querySelector('#policy').shadowRoot.querySelector('.k').textContent`), '"default"');
    assert.notEqual(
      await page.evaluate(`getComputedStyle(document.querySelector('#policy').shadowRoot.querySelector('.k')).color`),
      await page.evaluate(`getComputedStyle(document.querySelector('#policy').shadowRoot.querySelector('.cm-line')).color`),
      'its styles hold',
    );
    await page.evaluate(`document.querySelector('#policy').focus()`);
    await page.evaluate(`document.querySelector('#policy').setSelectionRange(1, 1)`);
    await page.type('"');
    await page.until(`document.querySelector('#candidates') !== null`);
    await verdict('Refused');
    await page.type('default": [], "transports": {}}');
    await page.until(`document.querySelector('#policy').value.startsWith('{"default": [], "transports": {}}')`);
    assert.deepEqual(page.errors, [], 'no error in the console');
  } finally {
    await page.close();
    server.close();
  }
});
