// The page in WebKit, Safari's engine, as WebKitGTK has it. `cargo xtask test webkit` runs this, and says so where there is none.
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { opensAppliesAndAnswers, typesIntoALongPolicy } from './other-engines.js';
import { serve } from './server.js';
import { webkit } from './webdriver.js';

const path = process.env.PULLGATE_WEBKIT;

test('in WebKit the page opens on a refusal, applies what is proposed, and answers what is typed', { skip: !path && 'PULLGATE_WEBKIT names none' }, async (t) => {
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await webkit(path);
  t.diagnostic(page.version);
  try {
    await opensAppliesAndAnswers(page, server.address);
  } finally {
    await page.close();
    server.close();
  }
});

test('in WebKit a long policy is typed into in the editor of long policies', { skip: !path && 'PULLGATE_WEBKIT names none' }, async () => {
  const server = await serve(fileURLToPath(new URL('../dist/', import.meta.url)));
  const page = await webkit(path);
  try {
    await typesIntoALongPolicy(page, server.address);
  } finally {
    await page.close();
    server.close();
  }
});
