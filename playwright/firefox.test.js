// The page in Firefox. `cargo xtask test firefox` runs this, and says so where there is none.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { firefox } from './bidi.js';
import { opensAppliesAndAnswers, typesIntoALongPolicy } from './other-engines.js';
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
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await firefox(path);
  try {
    await typesIntoALongPolicy(page, server.address);
    assert.deepEqual(page.errors, [], 'no error in the console');
  } finally {
    await page.close();
    server.close();
  }
});
