// The engine runs in the page: verdicts, as titled and as the reference recorded them, and edits.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answer, choose, examples, explained, fixture, gallery, settled, verdict, why, withPage } from './page.js';
import { serve } from './server.js';

test('the page opens on an example that is refused, and says why', async (t) => {
  await withPage(async (page, requests) => {
    assert.equal(await verdict(page), 'Refused');
    assert.match(await why(page), /registry\.example\/acme\/app/);
    const first = await page.evaluate(() => performance.getEntriesByName('pullgate:first-verdict')[0].startTime);
    assert.ok(first > 0);
    t.diagnostic(`from opening the page to the first verdict: ${Math.round(first)} ms`);
    assert.equal(requests.filter((url) => url.endsWith('.wasm')).length, 1, 'the engine is fetched once');
  });
});

test('each example gives the verdict of its title, and the answer that the reference gave for the same bytes', async (t) => {
  const all = await examples();
  assert.ok(all.length >= 6);
  await withPage(async (page) => {
    for (const { id, title, expected } of all) {
      await t.test(title, async () => {
        await choose(page, id);
        const word = expected.allowed ? 'Allowed' : 'Refused';
        assert.equal(await verdict(page), word, 'the verdict');
        const { error, ...ours } = await answer(page);
        const { error: recorded, id: _, ...theirs } = expected;
        for (const [field, value] of Object.entries(theirs)) assert.deepEqual(ours[field], value, field);
        // What follows is a dump of a C structure (fixtures/signed/README.md).
        const stable = (text) => text?.replace(/(Invalid GPG signature: ).*/, '$1');
        assert.equal(stable(error), stable(recorded), 'error');
      });
    }
  });
});

test('each state of the gallery gives the verdict that the reference gave, and a refusal its reasons', async (t) => {
  const scenes = await gallery();
  assert.ok(new Set(scenes.map(({ pain }) => pain).filter(Boolean)).size === 25, 'all pains');
  await withPage(async (page) => {
    for (const { id, states } of scenes) {
      await t.test(id, async () => {
        for (const [index, name] of ['broken', 'fixed'].entries()) {
          await choose(page, id, index);
          const { allowed } = states[name];
          assert.equal(await verdict(page), allowed ? 'Allowed' : 'Refused', name);
          await explained(page);
          if (!allowed) assert.ok((await page.locator('.causes li').count()) > 0, `${name} has a cause`);
        }
      });
    }
  });
});

test('an edit changes the verdict at once, as the stories of the examples say', async () => {
  await withPage(async (page) => {
    const policy = page.locator('#policy');
    const before = await policy.inputValue();
    const identity = '"/etc/pki/containers/acme.pub", "signedIdentity": {"type": "matchRepository"}';
    await policy.fill(before.replace('"/etc/pki/containers/acme.pub"', identity));
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
    await policy.fill(before);
    await settled(page);
    assert.equal(await verdict(page), 'Refused');

    await choose(page, 'other-tag');
    await page.fill('#image', 'docker://registry.example/acme/app:v1');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
  });
});

test('one changed byte of the manifest, of a signature and of a key is noticed', async () => {
  await withPage(async (page) => {
    for (const [tab, field, from, to] of [
      ['#image-tab', '#manifest', '"schemaVersion":2', '"schemaVersion": 2'],
      ['#signatures-tab', '[aria-label="Signature 1"]', 'eyJjcml0', 'eyJjcml1'],
      ['#keys-tab', '[aria-label^="Content of"]', 'MFkwEwYHKoZIzj0CAQ', 'MFkwEwYHKoZIzj0CAR'],
    ]) {
      await choose(page, 'cosign-key');
      assert.equal(await verdict(page), 'Allowed');
      await page.click(tab);
      const text = await page.inputValue(field);
      assert.ok(text.includes(from), `${field} has ${from}`);
      await page.fill(field, text.replace(from, to));
      await settled(page);
      assert.equal(await verdict(page), 'Refused', field);
    }
  });
});

test('a policy that does not parse is underlined in its place, which the finding leads to', async () => {
  await withPage(async (page) => {
    await choose(page, 'policy-does-not-parse');
    const underlined = await page.locator('.layer .bad').allTextContents();
    assert.ok(underlined.includes('"keypath"'), underlined.join());
    await page.click('.diagnostics .where >> nth=0');
    const caret = await page.locator('#policy').evaluate((area) => [document.activeElement === area, area.value.slice(area.selectionStart, area.selectionStart + 9)]);
    assert.deepEqual(caret, [true, '"keypath"']);
  });
});

test('the settings count: the time, and whether a signature is demanded', async () => {
  await withPage(async (page) => {
    await page.fill('#policy', '{"default": [{"type": "insecureAcceptAnything"}]}');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
    assert.ok(await page.locator('.verdict.open').isVisible(), 'an image that nothing was checked of is not shown as a good one');
    await page.click('#settings-tab');
    await page.check('#require-signed');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    await page.fill('#time', 'yesterday');
    assert.equal(await verdict(page), 'No verdict');
    await page.check('text=Now, by this computer');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
  });
});

test('signatures are taken armoured and as bare JSON, and the page says what it did', async () => {
  const openpgp = await readFile(fixture('gpg-skopeo-rsa/signature-1'));
  const sigstore = await readFile(fixture('cosign-p256-repository/signature-1'));
  const armoured = `-----BEGIN PGP MESSAGE-----\n\n${openpgp.toString('base64')}\n-----END PGP MESSAGE-----\n`;
  const bare = sigstore.subarray(sigstore.indexOf('{')).toString();
  await withPage(async (page) => {
    for (const [example, text, words] of [
      ['gpg', armoured, 'The ASCII armour was taken off here first'],
      ['gpg', openpgp.toString('base64'), 'Decoded from base64'],
      ['cosign-key', bare, 'Bare JSON: put behind the “sigstore-json” mark'],
      ['cosign-key', sigstore.toString('base64'), 'Decoded from base64'],
    ]) {
      await choose(page, example);
      await page.click('#signatures-tab');
      await page.click('[aria-label="Remove signature 1"]');
      await settled(page);
      assert.equal(await verdict(page), 'Refused');
      await page.fill('#new-signature', text);
      await page.click('text=Add what is typed');
      await settled(page);
      assert.equal(await verdict(page), 'Allowed', words);
      assert.match(await page.textContent('.card .did'), new RegExp(words));
    }
  });
});

test('opened files go where they belong', async () => {
  await withPage(async (page) => {
    await choose(page, 'gpg');
    await page.click('#keys-tab');
    await page.setInputFiles('#keys-tab-panel input[type=file] >> nth=0', fixture('gpg-skopeo-rsa/other.gpg'));
    await page.locator('.verdict.refused').waitFor();
    await page.setInputFiles('#keys-tab-panel input[type=file] >> nth=0', fixture('gpg-skopeo-rsa/acme.gpg'));
    await page.locator('.verdict.allowed').waitFor();
    await page.click('#signatures-tab');
    await page.setInputFiles('#signatures-tab-panel input[type=file]', [fixture('gpg-two-signatures/signature-1'), fixture('gpg-two-signatures/signature-2')]);
    await page.locator('.card h2 >> text=Signature 3').waitFor();
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
  });
});

test('dropped files are known by their content', async () => {
  const load = async (path) => [path.split('/').pop(), (await readFile(fixture(path))).toString('base64')];
  const files = await Promise.all(
    ['manifest.json', 'signature-1', 'acme.gpg', 'policy.json'].map((name) => load(`gpg-skopeo-rsa/${name}`)),
  );
  await withPage(async (page) => {
    const dropped = await page.evaluateHandle((files) => {
      const data = new DataTransfer();
      for (const [name, base64] of files) data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    }, files);
    await page.dispatchEvent('.page', 'drop', { dataTransfer: dropped });
    await page.locator('.verdict.allowed').waitFor();
    assert.equal(await page.textContent('#signatures-tab .n'), '1', 'the signature of the image that was there before is gone');
  });
});

test('the page works under any path', async () => {
  const server = await serve(fileURLToPath(new URL('../dist', import.meta.url)), '/some/path/');
  try {
    await withPage(async (page) => assert.equal(await verdict(page), 'Refused'), { at: server.address });
  } finally {
    server.close();
  }
});

test('the content security policy lets neither the page nor its worker reach anything else', async () => {
  let reached = 0;
  const outside = createServer((_, response) => {
    reached += 1;
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
  });
  await new Promise((listening) => outside.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${outside.address().port}/`;
  const attempt = async (url) => fetch(url).then(() => 'reached', () => 'refused');
  await withPage(
    async (page, requests) => {
      assert.equal(await page.evaluate(attempt, url), 'refused');
      assert.equal(page.workers().length, 1);
      assert.equal(await page.workers()[0].evaluate(attempt, url), 'refused');
      assert.equal(reached, 0);
      requests.length = 0;
    },
    { allowed: /Content Security Policy|Fetch API cannot load/ },
  );
  outside.close();
});
