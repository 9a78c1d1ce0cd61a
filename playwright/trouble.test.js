// Bad input and failures: the page stays alive and says what is wrong.
import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { choose, explained, settled, verdict, why, withPage } from './page.js';

const PRIVATE_KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIExampleExampleExampleExampleExampleExampleoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\n';

test('garbage in any field is answered, and the page goes on', async (t) => {
  const nested = (count) => '['.repeat(count) + ']'.repeat(count);
  const fields = {
    policy: ['#policy-tab', '#policy', ['\u0000\u0001', 'null', '{"default": [', nested(100_000), '{"default": []}', '"\\ud800"', '💥']],
    image: ['#policy-tab', '#image', ['docker://', 'docker://UPPER', ':::', 'nonsense://x', 'dir:/no/such', '💥', `docker://${'a/'.repeat(10_000)}`]],
    manifest: ['#image-tab', '#manifest', ['', 'not JSON', '{}', '[]', '\u0000', nested(100_000)]],
    signature: ['#signatures-tab', '[aria-label="Signature 1"]', ['', 'garbage', '{}', '{"payload":1}', 'AAAA', '-----BEGIN PGP MESSAGE-----', nested(100_000)]],
    key: ['#keys-tab', '[aria-label^="Content of"]', ['', 'garbage', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'mQENBA==']],
  };
  await withPage(async (page) => {
    for (const [name, [tab, field, texts]] of Object.entries(fields)) {
      for (const text of texts) {
        const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
        await choose(page, 'cosign-key');
        assert.equal(await verdict(page), 'Allowed');
        await page.click(tab);
        await page.fill(field, text);
        await settled(page);
        assert.equal(await verdict(page), 'Refused', `${name} ${shown}`);
        assert.ok((await why(page)).length > 10, `${name} ${shown} has a reason`);
      }
    }
    await choose(page, 'gpg');
    assert.equal(await verdict(page), 'Allowed', 'after all that');
  });
});

test('binary garbage as files is answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const garbage = join(folder, 'garbage');
  await writeFile(garbage, Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 89 + (index >> 3)) & 0xff)));
  const empty = join(folder, 'empty');
  await writeFile(empty, '');
  await withPage(async (page) => {
    for (const file of [garbage, empty]) {
      for (const tab of ['policy', 'image', 'signatures', 'keys']) {
        await choose(page, 'cosign-key');
        await page.click(`#${tab}-tab`);
        await page.setInputFiles(`#${tab}-tab-panel input[type=file] >> nth=0`, file);
        await page.locator('.notice').first().waitFor();
        if (tab === 'policy' && file === empty) {
          assert.equal(await verdict(page), 'No verdict', 'an empty policy is none yet');
          continue;
        }
        await settled(page);
        // One bad signature file beside a good one refuses the image, as it does on a node.
        assert.equal(await verdict(page), 'Refused', `${tab} ${file}`);
      }
    }
  });
  await rm(folder, { recursive: true });
});

test('a policy beyond the budget is refused by its name, and the page stays awake', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const large = join(folder, 'policy.json');
  const file = await open(large, 'w');
  const block = `${' '.repeat(1023)}\n`.repeat(1024);
  for (let megabyte = 0; megabyte < 100; megabyte += 1) await file.write(block);
  await file.close();
  await withPage(async (page) => {
    await page.evaluate(() => {
      let last = performance.now();
      window.longest = 0;
      setInterval(() => {
        window.longest = Math.max(window.longest, performance.now() - last);
        last = performance.now();
      }, 10);
    });
    const begin = performance.now();
    await page.setInputFiles('#policy-tab-panel input[type=file]', large);
    await page.locator('.verdict .why', { hasText: /64/ }).waitFor({ timeout: 60_000 });
    await settled(page);
    t.diagnostic(`100 MiB: answered in ${Math.round(performance.now() - begin)} ms, the page slept at most ${Math.round(await page.evaluate(() => window.longest))} ms`);
    assert.equal(await verdict(page), 'Refused');
    assert.match(await page.textContent('#policy-tab-panel'), /104,857,600 bytes/);
    await page.click('text=Begin with an empty one');
    await page.fill('#policy', '{"default": [{"type": "reject"}]}');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    assert.match(await why(page), /refuses every image|reject/);
  });
  await rm(folder, { recursive: true });
});

test('a text too long to be coloured can still be edited, and its places found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const long = join(folder, 'policy.json');
  await writeFile(long, `{\n${'\n'.repeat(100_000)}"default": [{"type": "reject"}], "mistake": 1}`);
  await withPage(async (page) => {
    await page.setInputFiles('#policy-tab-panel input[type=file]', long);
    await page.locator('#policy-tab-panel >> text=without colours').waitFor();
    await settled(page);
    assert.equal(await page.locator('.layer').count(), 0);
    await page.click('.diagnostics .where >> nth=0');
    const found = await page.locator('#policy').evaluate((area) => [area.value.slice(area.selectionStart, area.selectionStart + 9), area.scrollTop > 0]);
    assert.deepEqual(found, ['"mistake"', true]);
    // The editor for long texts has its own tests; this is the field where it cannot be had.
  }, { prepare: (page) => page.route('**/long-editor-*', (route) => route.abort()), allowed: /Failed to load resource/ });
  await rm(folder, { recursive: true });
});

test('a private key is refused in words wherever it comes in, and leaves no trace', async () => {
  const base64 = Buffer.from(PRIVATE_KEY).toString('base64');
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const file = join(folder, 'acme.pub');
  await writeFile(file, PRIVATE_KEY);
  const ways = [
    ['#policy-tab', (page) => page.fill('#policy', `{"default": [{"keyData": "${base64}"}]}`)],
    ['#policy-tab', (page) => page.fill('#policy', PRIVATE_KEY)],
    ['#policy-tab', (page) => page.fill('#image', PRIVATE_KEY)],
    ['#image-tab', (page) => page.fill('#manifest', PRIVATE_KEY)],
    ['#signatures-tab', (page) => page.fill('[aria-label="Signature 1"]', base64)],
    ['#signatures-tab', (page) => page.fill('#new-signature', PRIVATE_KEY)],
    ['#keys-tab', (page) => page.fill('[aria-label^="Content of"]', PRIVATE_KEY)],
    ['#settings-tab', (page) => page.fill('#time', PRIVATE_KEY)],
    ['#keys-tab', (page) => page.setInputFiles('#keys-tab-panel input[type=file] >> nth=0', file)],
  ];
  await withPage(async (page) => {
    for (const [tab, give] of ways) {
      await choose(page, 'cosign-key');
      await page.click(tab);
      await give(page);
      await page.locator('.notice.refused', { hasText: 'private key' }).waitFor();
      const kept = await page.evaluate(() => {
        const fields = [...document.querySelectorAll('textarea, input:not([type=file])')].map((field) => field.value);
        return [document.body.textContent, ...fields, JSON.stringify({ ...localStorage, ...sessionStorage }), location.href].join('\n');
      });
      assert.ok(!kept.includes('MHcCAQEE') && !kept.includes(base64.slice(0, 60)), tab);
      assert.equal(await verdict(page), 'Allowed', 'what was there before stays');
    }
  });
  await rm(folder, { recursive: true });
});

test('when the engine stops the page says so, and the next edit starts it again', async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      const Original = window.Worker;
      window.Worker = class extends Original {
        constructor(...given) {
          super(...given);
          window.lastWorker = this;
        }
      };
    });
  await withPage(async (page) => {
    await page.evaluate(() => window.lastWorker.dispatchEvent(new ErrorEvent('error', { message: 'memory access out of bounds' })));
    assert.equal(await verdict(page), 'No verdict');
    assert.match(await why(page), /memory access out of bounds/);
    await page.fill('#image', 'docker://elsewhere.example/app');
    await page.locator('.verdict.refused').waitFor();
    await choose(page, 'gpg');
    assert.equal(await verdict(page), 'Allowed');
  }, { prepare });
});

test('an evaluation that does not end is given up when there is something newer', async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      const post = window.Worker.prototype.postMessage;
      window.Worker.prototype.postMessage = function (message, ...rest) {
        if (window.swallow && JSON.stringify(message).includes('app:endless')) return;
        post.call(this, message, ...rest);
      };
    });
  await withPage(async (page) => {
    // What is larger is evaluated by the worker.
    const buffer = Buffer.from(`${' '.repeat(70_000)}${await page.inputValue('#policy')}`);
    await page.setInputFiles('#policy-tab-panel input[type=file]', { name: 'policy.json', mimeType: 'application/json', buffer });
    await page.locator('pullgate-editor').waitFor();
    await settled(page);
    await page.evaluate(() => { window.swallow = true; });
    await page.fill('#image', 'docker://registry.example/acme/app:endless');
    await page.locator('.verdict', { hasText: 'Evaluating…' }).waitFor();
    await page.fill('#image', 'docker://registry.example/acme/app:v2');
    await settled(page);
    assert.match(await why(page), /app:v2/);
  }, { prepare });
});

test('an engine that stops while it answers on the page leaves the question to the worker, and the page whole', async () => {
  await withPage(async (page) => {
    // An exception ends a WebAssembly function as a panic does: nothing behind it runs.
    await page.evaluate(() => {
      const now = performance.now;
      performance.now = function () {
        if (!window.isStopped) {
          window.isStopped = true;
          throw new Error('stopped by the test');
        }
        return now.call(this);
      };
    });
    // Where answers have been slow, some go to the worker.
    for (let tag = 0; tag < 20 && !(await page.evaluate(() => window.isStopped)); tag += 1) {
      await page.fill('#image', `docker://elsewhere.example/app:${tag}`);
      await explained(page);
      assert.match(await why(page), /elsewhere\.example/);
    }
    assert.equal(await page.evaluate(() => window.isStopped), true);
    assert.equal(await page.isHidden('#failure'), true);
    await choose(page, 'gpg');
    assert.equal(await verdict(page), 'Allowed');
  }, { allowed: /stopped by the test/ });
});

test('where a browser allows no worker, the engine answers on the page', async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      window.Worker = class {
        constructor() {
          throw new DOMException('no workers here', 'SecurityError');
        }
      };
    });
  await withPage(async (page) => {
    assert.equal(await verdict(page), 'Refused');
    assert.equal(page.workers().length, 0);
    await choose(page, 'gpg');
    assert.equal(await verdict(page), 'Allowed');
    await choose(page, 'other-tag');
    await page.locator('#apply').click();
    await page.locator('.verdict.allowed').waitFor();
  }, { prepare });
});

test('when the page itself fails a banner says so', async () => {
  const prepare = (page) =>
    page.route('**/', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('id="app"', 'id="elsewhere"') });
    });
  await withPage(async (page) => {
    await page.locator('#failure').waitFor();
    assert.match(await page.textContent('#failure'), /stopped because of an error in its own code/);
    assert.match(await page.textContent('#failure-details'), /panicked/);
  }, { prepare, isReady: false, allowed: /panicked|unreachable/ });
});
