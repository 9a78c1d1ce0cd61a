// Tests of a policy, in the page: dropped, run at each change, asked about, made of the question, taken along.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drop, explained, settled, verdict, withPage } from './page.js';

const acme = fileURLToPath(new URL('../fixtures/suites/acme', import.meta.url));
const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIExampleExampleExampleExampleExampleExampleoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\n';

/** Waits for how the tests fell out. */
const fellOut = (page, words) => page.locator('#tests [role=status]', { hasText: words }).waitFor();

test('a suite that is dropped runs, and again with each change of the policy; a test that fails is asked about', async () => {
  await withPage(async (page) => {
    await drop(page, [acme]);
    await page.locator('.notice', { hasText: 'acme/suite.yaml is a test suite: taken, with 7 files.' }).waitFor();
    await fellOut(page, 'All 5 tests pass. No test reaches mirror.example.');
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v1', 'the first test is what is asked');
    await settled(page);
    assert.equal(await verdict(page), 'Allowed');

    const policy = await page.inputValue('#policy');
    await page.fill('#policy', policy.replace('"reject"', '"insecureAcceptAnything"'));
    await fellOut(page, '4 of 5 tests pass.');
    assert.equal(await page.getAttribute('#open-tests', 'aria-label'), 'Tests: 1 not as expected');
    const first = page.locator('#tests tbody tr').first();
    assert.match(await first.textContent(), /^failed images from elsewhere are refused/);
    assert.match(await first.textContent(), /unchecked by default ?Expected was refuse\./);
    await first.locator('button').click();
    await page.locator('.notice', { hasText: '“images from elsewhere are refused” is asked about now.' }).waitFor();
    assert.equal(await page.inputValue('#image'), 'docker://docker.io/library/alpine');
    assert.match(await page.inputValue('#policy'), /insecureAcceptAnything/, 'under the policy that is there');

    // Put away, it still runs, and the menu says how many surprise.
    await page.click('#tests >> text=Leave');
    await page.fill('#policy', policy.replaceAll('acme.pub', 'acme.gpg'));
    await page.locator('#open-tests .count', { hasText: '2' }).waitFor();
    await page.click('#open-tests');
    assert.match(await page.textContent('#tests tbody'), /It would pass:/);
  });
});

test('the question becomes a test, the suite is kept over a reload and saved with its files, and New leaves nothing', async () => {
  await withPage(async (page) => {
    await explained(page);
    await page.click('#open-tests');
    await page.click('#keep-test');
    await page.locator('.notice', { hasText: 'The question is a test now' }).waitFor();
    await fellOut(page, 'The test passes.');
    await page.fill('#image', 'docker://registry.example/acme/app:v1');
    await settled(page);
    await page.click('#keep-test');
    await fellOut(page, /All 2 tests pass\./);
    const suite = await page.inputValue('#suite');
    assert.match(suite, /expect: refuse\n {4}cause: \w+\n/);
    assert.equal(suite.match(/: keys\/acme\.pub\n/g).length, 1, suite);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-suite')]);
    assert.equal(download.suggestedFilename(), 'pullgate-suite.zip');
    const zip = (await readFile(await download.path())).toString('latin1');
    for (const name of ['suite.yaml', 'policy.json', 'keys/acme.pub', 'signature-1']) assert.ok(zip.includes(name), name);
    const saved = join(await mkdtemp(join(tmpdir(), 'pullgate-')), 'suite.zip');
    await download.saveAs(saved);

    await page.waitForFunction((suite) => sessionStorage['pullgate.suite'] && JSON.parse(sessionStorage['pullgate.suite']).suite === suite, suite);
    await page.reload();
    await settled(page);
    await page.click('#open-tests');
    await fellOut(page, /All 2 tests pass\./);
    await page.click('#new');
    assert.equal(await page.inputValue('#suite'), '');
    await page.waitForFunction(() => !sessionStorage['pullgate.suite']);

    // What was saved is a suite like any other.
    await drop(page, [saved]);
    await fellOut(page, /All 2 tests pass\./);
    await rm(saved);
  });
});

test('what is wrong with a suite is said with its line, and what it names and nobody gave can be given later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  await cp(join(acme, 'suite.yaml'), join(folder, 'suite.yaml'));
  await withPage(async (page) => {
    await drop(page, [join(folder, 'suite.yaml'), join(acme, 'policy.json')]);
    await page.locator('#tests .wrong, #tests .mono', { hasText: 'keys/acme.pub' }).first().waitFor();
    await drop(page, [join(acme, 'keys/acme.pub'), join(acme, 'keys/acme.gpg')]);
    await page.locator('.notice', { hasText: '2 files that the suite names: taken.' }).waitFor();
    await drop(page, [join(acme, 'images')]);
    await fellOut(page, 'All 5 tests pass.');
    assert.equal(await page.locator('#tests .mono', { hasText: 'keys/acme.pub' }).count(), 0, 'nothing is missing any more');

    const suite = await page.inputValue('#suite');
    await page.fill('#suite', suite.replace('requireSigned', 'requireSign'));
    await page.locator('#suite-errors', { hasText: /Line 13, column 5: there is no field "requireSign"\. Did you mean requireSigned\?/ }).waitFor();
    assert.equal(await page.getAttribute('#suite', 'aria-invalid'), 'true');
    assert.equal(await page.locator('#tests table').count(), 0, 'no test of a faulty suite passes');
  });
  await rm(folder, { recursive: true });
});

test('no private key gets into a suite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullgate-'));
  await cp(acme, folder, { recursive: true });
  await writeFile(join(folder, 'keys/acme.pub'), key);
  await withPage(async (page) => {
    await page.click('#open-tests');
    await page.fill('#suite', key);
    await page.locator('.notice.refused', { hasText: 'private key' }).waitFor();
    assert.equal(await page.inputValue('#suite'), '');
    await drop(page, [folder]);
    await page.locator('.notice.refused', { hasText: 'acme.pub holds a private key' }).waitFor();
    await fellOut(page, /could not be asked/);
    assert.ok(!(await page.content()).includes('MHcCAQEE'));
    assert.ok(!(await page.evaluate(() => JSON.stringify(sessionStorage))).includes('MHcCAQEE'));
  });
  await rm(folder, { recursive: true });
});
