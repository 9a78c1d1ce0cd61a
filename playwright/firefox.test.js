// The page in another engine than Chromium's: it opens, answers, and can be worked with. `cargo xtask test firefox` runs this, and says so where there is no Firefox.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { firefox } from './bidi.js';
import { serve } from './server.js';

const path = process.env.PULLGATE_FIREFOX;

test('in Firefox the page opens on a refusal, applies what is proposed, and answers what is typed', { skip: !path && 'PULLGATE_FIREFOX names none' }, async (t) => {
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await firefox(path);
  t.diagnostic(page.version);
  const explained = (word) => page.until(`document.querySelector('.verdict[data-explained=true] .sign')?.textContent === '${word}'`);
  try {
    await page.open(server.address);
    await explained('Refused');
    assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /^[A-Z].{20,}\.$/, 'it says why');

    await page.click('#apply');
    await explained('Allowed');

    await page.click('#image');
    await page.evaluate(`document.querySelector('#image').select()`);
    await page.type('docker://elsewhere.example/app');
    await explained('Refused');
    assert.equal(await page.evaluate(`document.querySelector('#image').value`), 'docker://elsewhere.example/app');
    assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /elsewhere\.example|refuses|reject/);

    assert.deepEqual(page.errors, [], 'no error in the console');
  } finally {
    await page.close();
    server.close();
  }
});
