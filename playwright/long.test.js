// Long policies: they are edited in an editor of their own, which draws only what is seen and is loaded when it is needed.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { address, choose, explained, settled, shot, verdict, withPage } from './page.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OURS = 'registry.example/team-0/app-0';

/** A policy of so many scopes, as text; those of every tenth accept anything. */
function policyOf(count, change = (policy) => policy) {
  const scopes = Array.from({ length: count }, (_, at) => [`registry.example/team-${at % 100}/app-${at}`, [{ type: at % 10 ? 'reject' : 'insecureAcceptAnything' }]]);
  return JSON.stringify(change({ default: [{ type: 'reject' }], transports: { docker: Object.fromEntries(scopes) } }), null, 2);
}

const give = (page, text) => page.setInputFiles('#policy-tab-panel input[type=file]', { name: 'policy.json', mimeType: 'application/json', buffer: Buffer.from(text) });

async function open(page, text) {
  await give(page, text);
  await page.locator('pullgate-editor').waitFor();
  await settled(page);
}

const value = (page) => page.evaluate(() => document.querySelector('#policy').value);
const caretAt = (page, at) => page.evaluate((at) => {
  const editor = document.querySelector('#policy');
  editor.focus();
  editor.setSelectionRange(at, at);
}, at);
/** What stands behind the caret. */
const word = (page) => page.evaluate(() => {
  const { value, selectionStart } = document.querySelector('#policy');
  return value.slice(selectionStart, selectionStart + 9);
});
/** The page, asking about the first image of these policies. */
const ASKED = { at: `${address}#request=${encodeURIComponent(JSON.stringify({ policy: '{"default": [{"type": "reject"}]}', image: `docker://${OURS}:v1` }))}` };

test('a long policy has its colours, is drawn as far as it is seen, and what is typed is judged', async () => {
  await withPage(async (page, requests) => {
    assert.equal(await page.locator('#policy').evaluate((field) => field.tagName), 'TEXTAREA');
    assert.deepEqual(requests.filter((url) => url.includes('long-editor')), [], 'a short policy does not need it');
    const text = policyOf(10_000);
    await open(page, text);
    assert.equal(requests.filter((url) => url.includes('long-editor')).length, 1);
    assert.equal(await value(page), text);
    assert.equal(await verdict(page), 'Allowed');
    assert.equal(await page.locator('#policy .k').first().textContent(), '"default"');
    assert.equal(await page.locator('#policy .s').first().textContent(), '"reject"');
    assert.ok(await page.locator('#policy .cm-line').count() < 200, 'not all of it');
    assert.equal(await page.locator('#policy .cm-lineNumbers').count(), 1);
    const [field, box] = [await page.locator('#policy').boundingBox(), await page.locator('.editor').boundingBox()];
    assert.deepEqual(field, box, 'it fills its place, and scrolls in it');
    await page.mouse.move(box.x + 200, box.y + 100);
    await page.mouse.wheel(0, 40_000);
    await page.locator('#policy .cm-gutterElement', { hasText: /^2\d\d\d$/ }).first().waitFor();
    await page.mouse.wheel(0, -50_000);
    assert.equal(await page.getByRole('textbox', { name: 'policy.json' }).count(), 1);
    // The scope that decided is marked, and shown.
    await page.locator('#policy .used', { hasText: OURS }).waitFor();
    await shot(page, 'long');

    await caretAt(page, text.indexOf('insecureAcceptAnything') + 'insecureAcceptAnything'.length);
    for (let letter = 0; letter < 'insecureAcceptAnything'.length; letter += 1) await page.keyboard.press('Backspace');
    await page.keyboard.type('reject');
    await page.locator('.verdict.refused[data-current=true]').waitFor();
    await explained(page);
    const changed = text.replace('insecureAcceptAnything', 'reject');
    assert.equal(await value(page), changed);
    // It is the text that the page has, too.
    await page.click('#json-tab');
    await page.click('#decision-tab');
    await page.keyboard.press('Alt+1');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'policy');
    for (let step = 0; step < 20 && (await value(page)) !== text; step += 1) await page.keyboard.press('Control+z');
    assert.equal(await value(page), text, 'what was typed is undone');
    await page.locator('.verdict.open[data-current=true]').waitFor();
    await page.keyboard.type('?/');
    assert.equal(await page.locator('dialog').count(), 0, 'keys of the page are letters here');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'policy', 'Tab leaves');

    await choose(page, 'gpg');
    assert.equal(await page.locator('#policy').evaluate((field) => field.tagName), 'TEXTAREA');
  }, ASKED);
});

test('a click leads to the decision, and the decision to its place', async () => {
  await withPage(async (page) => {
    const text = policyOf(2_000);
    await open(page, text);
    await explained(page);
    await page.click('#node-0');
    await page.locator('#policy .used').first().click();
    await page.locator('#node-1[aria-selected=true]').waitFor();
    await caretAt(page, text.length);
    await page.focus('#node-1');
    await page.keyboard.press('Enter');
    await page.waitForFunction((at) => document.querySelector('#policy').selectionStart === at, text.indexOf(`"${OURS}"`));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'policy');
  }, ASKED);
});

test('findings, quick fixes, format, completion and searching work in a long policy', async () => {
  await withPage(async (page) => {
    const text = policyOf(3_000).replace(/\n\}$/, ',\n  "mistake": 1\n}');
    await open(page, `${'\n'.repeat(3)}${text}`);
    await explained(page);
    assert.equal(await verdict(page), 'Refused');
    await caretAt(page, 0);
    await page.keyboard.press('F8');
    assert.equal(await word(page), '"mistake"');
    await page.locator('#policy .bad', { hasText: 'mistake' }).waitFor();
    assert.match(await page.textContent('.about-line'), /PG0002/);
    await caretAt(page, 0);
    await page.click('.diagnostics .where >> nth=0');
    assert.equal(await word(page), '"mistake"');

    await page.keyboard.press('Control+f');
    await page.keyboard.type('app-1234"');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => { const { value, selectionStart, selectionEnd } = document.querySelector('#policy'); return value.slice(selectionStart, selectionEnd); }), /^app-1234"$/);

    const broken = (await value(page)).replace(',\n  "mistake": 1', '').replace('"reject"', '');
    await open(page, broken.trim());
    await caretAt(page, broken.trim().indexOf('"type": ') + '"type": '.length);
    await page.keyboard.type('"');
    const list = page.locator('#candidates');
    await list.waitFor();
    // Below its line, once what was typed has been scrolled into sight.
    await page.waitForFunction(() => {
      const lines = [...document.querySelector('#policy').shadowRoot.querySelectorAll('.cm-line')];
      const line = lines.find((line) => line.textContent.includes('"type": "'));
      const list = document.querySelector('#candidates');
      return line && list && Math.abs(list.getBoundingClientRect().top - line.getBoundingClientRect().bottom) < 8;
    });
    assert.equal(await page.evaluate(() => document.querySelector('#policy').shadowRoot.querySelector('.cm-content').ariaActiveDescendantElement?.id), 'candidate-0');
    await page.keyboard.type('rej');
    await page.locator('#candidate-0', { hasText: 'reject' }).waitFor();
    await page.keyboard.press('Enter');
    await list.waitFor({ state: 'detached' });
    assert.equal(await value(page), policyOf(3_000));
    await page.keyboard.press('Control+Space');
    await list.waitFor();
    await page.click('.brand');
    await list.waitFor({ state: 'detached' });
    await page.locator('.verdict.open[data-current=true]').waitFor();

    await caretAt(page, 1);
    await page.keyboard.type('  ');
    await page.keyboard.press('Shift+Alt+F');
    await page.locator('.notice', { hasText: 'aid out' }).waitFor();
    await page.waitForFunction(() => !document.querySelector('#policy').value.startsWith('{  '));
    await page.locator('.verdict.open[data-current=true]').waitFor();
  }, ASKED);
});

test('a remedy and its undoing change a long policy', async () => {
  await withPage(async (page) => {
    await choose(page, 'signed-without-tag');
    const short = JSON.parse(await page.inputValue('#policy'));
    const long = policyOf(2_000, (policy) => ({ ...short, transports: { ...short.transports, docker: { ...short.transports.docker, ...policy.transports.docker } } }));
    await open(page, long);
    await explained(page);
    assert.equal(await verdict(page), 'Refused');
    await page.locator('#apply').click();
    await page.locator('.verdict.allowed[data-current=true]').waitFor();
    assert.notEqual(await value(page), long);
    await page.click('#undo');
    await page.locator('.verdict.refused[data-current=true]').waitFor();
    assert.equal(await value(page), long);
  });
});

test('one types across the border, and back, without noticing', async () => {
  await withPage(async (page) => {
    const border = 64 << 10;
    const text = `{"default": [{"type": "reject"}]}${' '.repeat(border - 40)}`;
    await page.fill('#policy', text);
    await settled(page);
    assert.equal(await page.locator('#policy').evaluate((field) => field.tagName), 'TEXTAREA');
    await caretAt(page, 1);
    await page.keyboard.type('          ');
    await page.locator('pullgate-editor').waitFor();
    await page.keyboard.type('\n"transports":');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'policy');
    assert.ok((await value(page)).startsWith(`{          \n"transports":"default": [`), (await value(page)).slice(0, 60));
    await page.keyboard.press('Control+Shift+End');
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => document.activeElement.matches('textarea#policy'));
    await page.keyboard.type(' {}}');
    assert.equal(await value(page), '{          \n"transports": {}}');
  });
});

test('a private key is refused in a long policy, and leaves no trace', async () => {
  await withPage(async (page) => {
    const text = policyOf(2_000);
    await open(page, text);
    await caretAt(page, text.length);
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIExampleExampleExampleExampleExampleExampleoAoGCCqGSM49\n-----END EC PRIVATE KEY-----\n');
      const content = document.querySelector('#policy').shadowRoot.querySelector('.cm-content');
      content.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true }));
    });
    await page.locator('.notice.refused', { hasText: 'private key' }).waitFor();
    assert.equal(await value(page), text);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    assert.equal(await value(page), text);
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes('MHcCAQEE'));
  }, ASKED);
});

test('where the editor for long policies cannot be loaded, the text field stays', async () => {
  await withPage(async (page) => {
    const text = policyOf(2_000);
    await give(page, text);
    await page.locator('#policy-tab-panel >> text=could not be loaded').waitFor();
    await settled(page);
    assert.equal(await page.inputValue('#policy'), text);
    await caretAt(page, text.indexOf('insecureAcceptAnything'));
    await page.keyboard.type('not');
    await page.locator('.verdict.refused[data-current=true]').waitFor();
  }, { ...ASKED, prepare: (page) => page.route('**/long-editor-*', (route) => route.abort()), allowed: /Failed to load resource/ });
});

test('a long policy is edited without a network, too', async () => {
  await withPage(async (page) => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.reload();
    await settled(page);
    await page.context().setOffline(true);
    await open(page, policyOf(2_000));
    await page.locator('#policy .k').first().waitFor();
  }, { serviceWorkers: 'allow' });
});

test('axe finds nothing to object to in a long policy', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await withPage(async (page) => {
      await open(page, policyOf(2_000).replace('"reject"', '"rejected"'));
      await page.locator('#policy .bad').first().waitFor();
      await page.evaluate(axe);
      for (const isSearching of [false, true]) {
        if (isSearching) {
          await caretAt(page, 0);
          await page.keyboard.press('Control+f');
          await page.keyboard.type('app');
          await page.locator('#policy .cm-searchMatch').first().waitFor();
        }
        const found = await page.evaluate(() => axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: false } }, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        const words = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
        assert.deepEqual(words, [], `${colorScheme} ${isSearching}`);
      }
      await shot(page, `long-searching-${colorScheme}`);
    }, { ...ASKED, colorScheme });
  }
});
