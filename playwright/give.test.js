// Whatever is dropped, opened or pasted goes where it belongs, is said, and can be undone.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answer, drop, explained, fixture, paste, settled, verdict, withPage } from './page.js';

const fixtures = (path) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));

/** A folder as `skopeo copy … dir:` leaves it, with a policy and its key beside. */
async function imageFolder() {
  const top = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const folder = join(top, 'image');
  await mkdir(folder);
  for (const name of ['manifest.json', 'signature-1', 'policy.json', 'acme.gpg']) await cp(fixture(`gpg-skopeo-rsa/${name}`), join(folder, name));
  await writeFile(join(folder, 'version'), 'Directory Transport Version: 1.1\n');
  await writeFile(join(folder, '4c5d1a0f6a6c0dbd3d3c7a6d1ab4e2f5f4b3fa3b9cf9ad43c4d2a9d5ed9d2c11'), 'a layer');
  return { top, folder };
}

test('a folder that skopeo wrote is dropped whole, with its policy and key beside, and the drop is undone', async () => {
  const { top, folder } = await imageFolder();
  await withPage(async (page) => {
    const before = await page.inputValue('#policy');
    await drop(page, [folder]);
    await page.locator('.notice', { hasText: 'image is an image as dir: writes it' }).waitFor();
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
    assert.notEqual(await page.inputValue('#policy'), before);
    assert.equal(await page.textContent('#signatures-tab .n'), '1');
    await page.click('.notice >> text=Undo');
    await page.waitForFunction((before) => document.querySelector('#policy').value === before, before);
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
  });
  await rm(top, { recursive: true });
});

test('an OCI layout that cosign saved is dropped, and its attachments count', async () => {
  await withPage(async (page) => {
    await drop(page, [fixtures('cosign-files/saved')]);
    await page.locator('.notice', { hasText: 'saved is an OCI layout' }).waitFor();
    assert.equal(await page.textContent('#signatures-tab .n'), 'gathered');
    await page.fill('#policy', '{"default": [{"type": "sigstoreSigned", "keyPath": "/k.pub", "signedIdentity": {"type": "matchRepository"}}]}');
    await settled(page);
    await drop(page, [fixtures('cosign-files/cosign.pub')]);
    await page.locator('.verdict.allowed').waitFor();
    await page.locator('.tree .row', { hasText: 'Signature 1' }).first().click();
    await page.waitForFunction(() => document.querySelector('#inspected').selectedOptions[0].textContent === 'Signature 1, gathered');
    await page.locator('.inspector h2', { hasText: /signature/i }).first().waitFor();
  });
});

test('archives are opened in the page', async () => {
  const { top } = await imageFolder();
  const { execFileSync } = await import('node:child_process');
  const archive = join(top, 'image.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', top, 'image']);
  await withPage(async (page) => {
    await drop(page, [archive]);
    await page.locator('.verdict.allowed').waitFor();
    assert.match(await page.textContent('.notices'), /image\.tar\.gz\/image is an image/);
  });
  await rm(top, { recursive: true });
});

test('files of registries.d are known, and say where a node looks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const yaml = join(folder, 'default.yaml');
  await writeFile(yaml, 'default-docker:\n  lookaside: https://store.example/sigs\n');
  await withPage(async (page) => {
    await drop(page, [yaml]);
    await page.locator('.notice', { hasText: 'default.yaml is a file of registries.d' }).waitFor();
    assert.equal(await page.textContent('#registries-tab .n'), '1');
    await page.fill('[aria-label="Content of default.yaml"]', 'default-docker: [');
    await page.locator('#registries-findings .diag.error').waitFor();
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
  });
  await rm(folder, { recursive: true });
});

test('a thousand files are read, or not if that is cancelled, with words for what was not taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const many = join(folder, 'many');
  await mkdir(many);
  for (let number = 0; number < 1_000; number += 1) await writeFile(join(many, `note-${number}.txt`), `note ${number}\n`);
  await cp(fixture('gpg-skopeo-rsa/policy.json'), join(many, 'policy.json'));
  await withPage(async (page) => {
    await drop(page, [many]);
    await page.click('text=Cancel');
    await page.locator('[role=status]', { hasText: 'files so far' }).waitFor({ state: 'detached' });
    assert.equal(await page.locator('.notice').count(), 0, 'what was cancelled changes nothing');
    await drop(page, [many]);
    await page.locator('.notice', { hasText: 'policy.json is the policy' }).waitFor();
    assert.match(await page.textContent('.notice.refused'), /note-0\.txt was not taken.*And 988 more\./);
    await settled(page);
  });
  await rm(folder, { recursive: true });
});

test('each kind of text that is pasted is known', async () => {
  const text = async (path) => (await readFile(fixture(path))).toString();
  await withPage(async (page) => {
    for (const [what, words] of [
      [await text('gpg-skopeo-rsa/policy.json'), 'pasted text is the policy'],
      [await text('gpg-skopeo-rsa/manifest.json'), 'pasted text is the manifest'],
      [await text('cosign-p256-repository/acme.pub'), 'pasted text (public key, PEM) is the file'],
      [(await readFile(fixture('gpg-skopeo-rsa/acme.gpg'))).toString('base64'), 'pasted text (OpenPGP keys) is the file'],
      [(await readFile(fixture('gpg-skopeo-rsa/signature-1'))).toString('base64'), 'pasted text (OpenPGP message) is signature'],
      [await readFile(fixtures('cosign-files/downloaded.jsonl'), 'utf8'), 'what cosign attached to the image'],
      ['docker://registry.example/acme/app:v9', 'docker://registry.example/acme/app:v9 is the image'],
      ['docker:\n  registry.example:\n    use-sigstore-attachments: true\n', 'is a file of registries.d'],
    ]) {
      await paste(page, what);
      await page.locator('.notice', { hasText: words }).first().waitFor();
    }
    await paste(page, 'nothing of the kind');
    await page.locator('.notice.refused', { hasText: 'was not taken' }).waitFor();
  });
});

test('a pasted error of a node becomes the question, with what to give next', async () => {
  const event = 'Failed to pull image "quay.io/acme/payments:v1.4.2": rpc error: code = Unknown desc = SignatureValidationFailed: Source image rejected: A signature was required, but no signature exists';
  const log = [
    'time="2026-06-01T03:00:00.123456789Z" level=debug msg="IsRunningImageAllowed for image docker:quay.io/acme/web:v2" file="signature/policy_eval.go:274"',
    'time="2026-06-01T03:00:00.123456789Z" level=debug msg=" Requirement 0: denied, done" file="signature/policy_eval.go:301"',
    'time="2026-06-01T03:00:00.223456789Z" level=error msg="Source image rejected: Signature for identity quay.io/acme/web:v1 is not accepted"',
  ].join('\n');
  await withPage(async (page) => {
    await paste(page, event);
    await page.locator('.notice', { hasText: 'asked about now' }).waitFor();
    assert.equal(await page.inputValue('#image'), 'docker://quay.io/acme/payments:v1.4.2');
    assert.match(await page.textContent('.notices'), /Give next, as it is on the node: .*policy\.json/);
    assert.match(await page.textContent('.verdict .why'), /^There is no policy yet/, 'the example is not the node\'s');
    await paste(page, log);
    await page.waitForFunction(() => document.querySelector('#image').value === 'docker://quay.io/acme/web:v2');
    await page.click('#settings-tab');
    assert.match(await page.inputValue('#time'), /^2026-06-01T03:00:00Z$/);
    await page.click('#policy-tab');
    await page.fill('#policy', '{"default": [{"type": "reject"}]}');
    await explained(page);
    assert.equal(await verdict(page), 'Refused');
  });
});

test('the policy of a namespace takes the place of the node\'s, is mended in its own file, and goes with the link', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const crio = join(folder, 'crio');
  await mkdir(join(crio, 'policies'), { recursive: true });
  const signed = (await readFile(fixture('cosign-p256-tag/policy.json'))).toString();
  // A comma too many: what was meant accepts the image.
  await writeFile(join(crio, 'policies', 'payments.json'), signed.trimEnd().replace(/\n}$/, ',\n}\n'));
  await writeFile(join(crio, 'policies', 'web.json'), '{"default": [{"type": "reject"}]}\n');
  await writeFile(join(crio, 'policy.json'), '{"default": [{"type": "insecureAcceptAnything"}]}\n');
  const files = ['manifest.json', 'signature-1', 'acme.pub'].map((name) => fixture(`cosign-p256-tag/${name}`));
  let link;
  await withPage(async (page) => {
    await page.fill('#image', 'docker://registry.example/acme/app:v1');
    await drop(page, [crio]);
    await page.locator('.notice', { hasText: 'payments.json is the policy of the namespace payments' }).waitFor();
    await drop(page, files);
    await page.locator('.notice', { hasText: 'acme.pub' }).waitFor();
    await settled(page);
    assert.equal(await verdict(page), 'Allowed', 'no namespace: the node\'s policy decides');
    assert.equal(await page.getAttribute('#policy', 'aria-label'), 'policy.json');

    await page.click('#settings-tab');
    await page.fill('#namespace', 'web');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    assert.match((await answer(page)).policyInForce.text, /policies\/web\.json replaces policy\.json whole/);
    await explained(page);
    assert.match(await page.textContent('#node-policy'), /would allow this image/);
    await page.fill('#namespace', 'Web');
    assert.match(await page.textContent('.verdict .why'), /not the name of a namespace/);
    await page.fill('#namespace', 'payments');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    await page.click('#policy-tab');
    assert.equal(await page.getAttribute('#policy', 'aria-label'), 'policies/payments.json');
    await page.locator('.layer .bad').first().waitFor();

    await page.click('.policies >> text=policy.json');
    assert.match(await page.inputValue('#policy'), /insecureAcceptAnything/);
    assert.match(await page.textContent('.policies .note'), /policies\/payments\.json does/);
    assert.equal(await page.locator('.layer .bad').count(), 0, 'findings are of the policy in force');
    await page.click('.policies >> text=policies/payments.json');

    const broken = await page.inputValue('#policy');
    await explained(page);
    await page.click('#apply');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');
    assert.notEqual(await page.inputValue('#policy'), broken);
    await page.locator('.tree .where').first().click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'policy', 'the decision leads into the file in force');
    await page.click('.notice >> text=Undo');
    await settled(page);
    assert.equal(await verdict(page), 'Refused');
    assert.equal(await page.inputValue('#policy'), broken);
    await page.click('#open-share');
    link = await page.inputValue('#share-link');
  });
  await withPage(async (page) => {
    assert.equal(await verdict(page), 'Refused');
    assert.equal(await page.getAttribute('#policy', 'aria-label'), 'policies/payments.json');
    await page.click('#settings-tab');
    assert.equal(await page.inputValue('#namespace'), 'payments');
    await page.click('[aria-label="Remove payments.json"]');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed', 'without a policy of its own the node\'s decides');
  }, { at: link });
  await rm(folder, { recursive: true });
});

test('of a list of images, another platform is chosen', async () => {
  const scenes = JSON.parse(await readFile(fixtures('gallery/gallery.json'), 'utf8'));
  const scene = scenes.find(({ states }) => states.broken.request.manifestList && !states.broken.request.instance);
  assert.ok(scene, 'a scene with a list');
  await withPage(async (page) => {
    await page.goto(`${page.url()}#request=${encodeURIComponent(JSON.stringify(scene.states.broken.request))}`);
    await settled(page);
    await page.click('#image-tab');
    const options = await page.locator('#platform option').allTextContents();
    assert.ok(options.length >= 2, options.join());
    await page.selectOption('#platform', { index: options.length - 1 });
    await settled(page);
    assert.match(await page.inputValue('#platform'), /\//);
  });
});
