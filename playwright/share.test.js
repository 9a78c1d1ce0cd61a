// What is given can be taken along: as a link, as a ZIP, over a reload, without a network; and a private key never is.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { address, choose, explained, settled, verdict, why, withPage } from './page.js';
import { serve } from './server.js';

const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIExampleExampleExampleExampleExampleExampleoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\n';

test('a link opened in a fresh profile gives the same verdict', async () => {
  let link;
  let said;
  await withPage(async (page) => {
    await choose(page, 'other-tag');
    await page.fill('#image', 'docker://registry.example/acme/app:v3');
    await explained(page);
    said = await why(page);
    await page.click('#open-share');
    link = await page.inputValue('#share-link');
    assert.match(link, /#v1\.[A-Za-z0-9_-]+$/);
    assert.match(await page.textContent('.meter'), /\d characters: short enough for/);
  });
  await withPage(async (page) => {
    await explained(page);
    assert.equal(await verdict(page), 'Refused');
    assert.equal(await why(page), said);
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v3');
    await page.fill('#image', 'docker://registry.example/acme/app:v1');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
    assert.equal(new URL(page.url()).hash, '', 'what is edited is no longer what the link says');
  }, { at: link });
});

test('a damaged link says so, and the page opens all the same', async () => {
  for (const [hash, words] of [['#v1.AAAA', /The link is damaged/], ['#v9.abc', /made by a later version/], [`#request=${encodeURIComponent(JSON.stringify({ policy: key }))}`, /private key/]]) {
    await withPage(async (page) => {
      assert.match(await page.textContent('.notice.refused'), words);
      assert.equal(await verdict(page), 'Refused');
      assert.ok(!(await page.content()).includes('MHcCAQEE'));
    }, { at: address + hash });
  }
});

test('the ZIP has the files, and the command that asks the same', async () => {
  await withPage(async (page) => {
    await page.click('#open-share');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#share-zip')]);
    assert.equal(download.suggestedFilename(), 'pullgate.zip');
    const zip = await readFile(await download.path());
    assert.equal(zip.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
    const names = zip.toString('latin1');
    for (const name of ['policy.json', 'image/manifest.json', 'image/signature-1', 'keys/1-acme.pub', 'request.jsonl', 'README.md']) assert.ok(names.includes(name), name);
  });
});

test('a reload loses nothing, unless it is told to forget', async () => {
  await withPage(async (page) => {
    await page.fill('#image', 'docker://registry.example/acme/app:kept');
    await page.waitForFunction(() => sessionStorage['pullgate.question']?.includes('app:kept'));
    await page.reload();
    await settled(page);
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:kept');
    await page.click('#new');
    await page.locator('.verdict.open').waitFor();
    await page.reload();
    await page.locator('.verdict.open').waitFor();
    assert.equal(await page.inputValue('#policy'), '', 'what was put away stays away');
    await choose(page, 'gpg');
    await page.click('#settings-tab');
    await page.uncheck('#keep');
    assert.equal(await page.evaluate(() => sessionStorage['pullgate.question']), undefined);
    await page.fill('#image', 'docker://registry.example/acme/app:forgotten');
    await settled(page);
    await page.reload();
    await settled(page);
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v1');
  });
});

test('after the first visit the page needs no network, the gallery and the codes included', async () => {
  await withPage(async (page) => {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    // The first page of a service worker is not its own yet.
    await page.reload();
    await settled(page);
    await page.context().setOffline(true);
    await page.reload();
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    await choose(page, 'gpg');
    assert.equal(await verdict(page), 'Allowed');
    assert.ok((await page.evaluate(async () => (await fetch('codes/PG0602.html')).status)) === 200);
    await page.context().setOffline(false);
  }, { serviceWorkers: 'allow' });
});

test('a new version offers itself, and what was given stays', async () => {
  let version = null;
  const changed = (text) => (version ? text.replace(/'pullgate [^']+'/, `'pullgate ${version}'`) : text);
  const server = await serve(fileURLToPath(new URL('../dist', import.meta.url)), '/', { changed });
  try {
    await withPage(async (page) => {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
      await page.reload();
      await settled(page);
      await page.fill('#image', 'docker://registry.example/acme/app:kept');
      await page.waitForFunction(() => sessionStorage['pullgate.question']?.includes('app:kept'));
      version = 'next';
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => {}));
      await page.locator('#new-version').waitFor();
      await Promise.all([page.waitForEvent('load'), page.click('text=Load it')]);
      await settled(page);
      assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:kept');
      assert.deepEqual(await page.evaluate(() => caches.keys()), ['pullgate next']);
    }, { serviceWorkers: 'allow', at: server.address });
  } finally {
    server.close();
  }
});

test('secrets typed into every field are in no request', async () => {
  const secret = 'TellNobodyOfThis';
  await withPage(async (page, requests) => {
    requests.length = 0;
    const bodies = [];
    page.context().on('request', (request) => bodies.push(request.url(), request.postData() ?? ''));
    await page.click('#open-tests');
    await page.fill('#suite', `tests:\n  - image: docker://${secret}\n    expect: refuse\n`);
    await page.click('#keep-test');
    await page.locator('#tests tbody tr').nth(1).waitFor();
    for (const [tab, field] of [
      ['#policy-tab', '#policy'],
      ['#image-tab', '#manifest'],
      ['#signatures-tab', '[aria-label="Signature 1"]'],
      ['#signatures-tab', '#new-signature'],
      ['#keys-tab', '[aria-label^="Content of"]'],
      ['#settings-tab', '#library'],
      ['#settings-tab', '#namespace'],
      ['#settings-tab', '#time'],
      ['#policy-tab', '#image'],
    ]) {
      await page.click(tab);
      await page.fill(field, `${secret}-${field}`);
    }
    await page.click('#registries-tab');
    await page.click('#registries-tab-panel >> text=Add a file');
    await page.fill('[aria-label="Content of acme.yaml"]', secret);
    await page.click('#open-compare');
    await page.fill('#other-policy', secret);
    await page.fill('#compared-images', secret);
    await page.click('#open-gallery');
    await page.fill('#gallery-search', secret);
    await page.keyboard.press('Escape');
    await page.click('#open-share');
    await page.keyboard.press('Escape');
    const sent = [...requests, ...bodies].join('\n');
    assert.ok(!sent.includes(secret), sent.slice(0, 500));
    assert.ok([...requests].every((url) => url.startsWith(address)), requests.join());
  });
});

test('a private key that comes in by a link, a session or a comparison is refused with words', async () => {
  await withPage(async (page) => {
    await page.click('#open-compare');
    await page.fill('#other-policy', key);
    await page.locator('.notice.refused', { hasText: 'private key' }).waitFor();
    assert.ok(!(await page.inputValue('#other-policy')).includes('MHcCAQEE'));
  });
  const prepare = (page) => page.addInitScript((key) => sessionStorage.setItem('pullgate.question', JSON.stringify({ policy: key })), key);
  await withPage(async (page) => {
    assert.ok(!(await page.content()).includes('MHcCAQEE'));
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v1');
  }, { prepare });
});

test('one begins with nothing, is told what to give, and can begin with a preset', async () => {
  await withPage(async (page) => {
    await page.click('#new');
    await page.locator('.verdict .why', { hasText: /^Nothing is asked yet: paste policy\.json/ }).waitFor();
    assert.equal(await verdict(page), 'No verdict');
    assert.match(await page.textContent('#decision'), /once there is a question/);
    assert.equal(await page.inputValue('#policy'), '');
    await page.click('#open-gallery');
    await page.click('[data-preset="sigstore-public-good"]');
    await settled(page);
    assert.match(await page.inputValue('#policy'), /sigstoreSigned/);
    assert.equal(await page.textContent('#keys-tab .n'), '2 of 2');
    await page.click('#undo');
    await page.click('#undo');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
  });
});

test('a preset is put into the policy that is there, with its keys, and once', async () => {
  await withPage(async (page) => {
    await choose(page, 'cosign-key');
    const before = (await page.inputValue('#policy')).replace('"registry.example/acme"', '"registry.example"');
    await page.fill('#policy', before);
    await settled(page);
    await page.click('#open-gallery');
    await page.click('[data-add="sigstore-public-good"]');
    await page.locator('.notice', { hasText: 'the policy has the scope registry.example/acme now' }).waitFor();
    await settled(page);
    const after = await page.inputValue('#policy');
    const [first] = before.split('\n    }\n');
    assert.ok(after.startsWith(first) && after.includes('fulcio'), after);
    assert.equal(await verdict(page), 'Refused', 'the narrower scope decides now');
    assert.equal(await page.textContent('#keys-tab .n'), '3 of 3');
    await page.click('#open-gallery');
    await page.click('[data-add="sigstore-public-good"]');
    await page.locator('.notice.refused', { hasText: 'Nothing was added' }).waitFor();
    assert.equal(await page.inputValue('#policy'), after);
    await page.click('#undo');
    assert.equal(await page.inputValue('#policy'), before);
  });
});

test('embedded, the page shows the question and the decision only', async () => {
  await withPage(async (page) => {
    assert.equal(await page.isVisible('#open-gallery'), false);
    assert.equal(await page.isVisible('footer'), false);
    assert.ok(await page.isVisible('#image'));
    assert.equal(await verdict(page), 'Refused');
  }, { at: `${address}?embed=1` });
});

test('the examples of the pages of codes open in the page', async () => {
  await withPage(async (page) => {
    await page.goto(new URL('codes/PG0602.html', address).href);
    await page.click('text=Open in the playground >> nth=0');
    await settled(page);
    await page.locator('#policy-findings a.code-name', { hasText: 'PG0602' }).waitFor();
  });
});

test('the tour and the help can be left at any step', async () => {
  await withPage(async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('?');
    await page.locator('#keys-help').waitFor();
    await page.click('#keys-help >> text=Take the tour');
    for (let step = 1; step <= 3; step += 1) {
      assert.match(await page.textContent('#tour .note'), new RegExp(`^${step} of 6`));
      await page.click('#tour >> text=Next');
    }
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#tour').count(), 0);
    await page.focus('#open-share');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'image');
  });
});

test('axe finds nothing to object to in the dialogs, the comparison, the tests, the list of what may stand and the policies of namespaces', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const states = {
    gallery: (page) => page.click('#open-gallery').then(() => page.locator('.gallery li').first().waitFor()),
    share: (page) => page.click('#open-share'),
    help: (page) => page.click('#open-help'),
    tour: async (page) => {
      await page.click('#open-help');
      await page.click('#keys-help >> text=Take the tour');
    },
    compare: (page) => page.click('#open-compare').then(() => page.locator('tbody tr').first().waitFor()),
    tests: async (page) => {
      await page.click('#open-tests');
      await page.click('#keep-test');
      await page.locator('#tests tbody tr').first().waitFor();
      await page.fill('#suite', `${await page.inputValue('#suite')}  - image: docker://registry.example/acme/app:v9\n    dir: missing\n    expect: allow\n  - image: docker://registry.example/acme/app:v9\n    expect: allow\n`);
      await page.locator('#tests tbody tr').nth(2).waitFor();
    },
    'faulty tests': async (page) => {
      await page.click('#open-tests');
      await page.fill('#suite', 'tests:\n  - image: docker://registry.example/app\n    expect: perhaps\n');
      await page.locator('#suite-errors').waitFor();
    },
    candidates: async (page) => {
      await page.fill('#policy', '{"default": [{"type": ""}]}');
      await page.keyboard.press('Control+End');
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Control+Space');
      await page.locator('#candidate-0').waitFor();
    },
    policies: async (page) => {
      await page.click('#settings-tab');
      await page.fill('#namespace', 'payments');
      await page.click('#add-policy');
      await page.click('#policy-tab');
      await page.click('.policies >> text=policy.json');
      await page.locator('.policies .note').waitFor();
    },
    namespaces: async (page) => {
      await page.click('#settings-tab');
      await page.fill('#namespace', 'payments');
      await page.click('#add-policy');
      await page.locator('#policies .card').waitFor();
    },
  };
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, open] of Object.entries(states)) {
      await withPage(async (page) => {
        await explained(page);
        await open(page);
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: false } }, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        const words = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`);
        assert.deepEqual(words, [], `${name} ${colorScheme}`);
      }, { colorScheme });
    }
  }
});

test('in another page the playground is an element, which asks what that page says', async () => {
  const asked = (image) => JSON.stringify({ policy: '{"default": [{"type": "reject"}], "transports": {"docker": {"registry.example": [{"type": "insecureAcceptAnything"}]}}}', image });
  const html = `<!doctype html><title>A page about policies</title><link rel="icon" href="data:,"><script src="${address}pullgate-playground.js"></script>
    <pullgate-playground label="Would it be pulled?"><script type="application/json">${asked('docker://elsewhere.example/app')}</script></pullgate-playground>`;
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  await writeFile(join(folder, 'index.html'), html);
  const other = await serve(folder);
  await withPage(async (page) => {
    const frame = page.frameLocator('iframe[title="Would it be pulled?"]');
    await frame.locator('.verdict.refused[data-explained=true]').waitFor();
    assert.equal(await frame.locator('#image').inputValue(), 'docker://elsewhere.example/app');
    assert.equal(await frame.locator('#open-gallery').isVisible(), false, 'without the menu');
    await page.locator('pullgate-playground').evaluate((element, request) => element.setAttribute('request', request), asked('docker://registry.example/app'));
    await frame.locator('.verdict[data-explained=true] .sign', { hasText: 'Allowed' }).waitFor();
    assert.ok((await page.locator('pullgate-playground').boundingBox()).height > 600);
  }, { at: other.address, isReady: false });
  other.close();
  await rm(folder, { recursive: true });
});
