// For everyone: keys, narrow screens, colours, and pictures to look at.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { choose, examples, settled, shot, verdict, withPage } from './page.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NARROW = { viewport: { width: 320, height: 640 } };
const INPUT_TABS = ['#policy-tab', '#image-tab', '#signatures-tab', '#keys-tab', '#registries-tab', '#settings-tab'];
const OUTPUT_TABS = ['#decision-tab', '#log-tab', '#report-tab', '#json-tab'];

test('the tree is walked with the arrow keys, and lights up the policy', async () => {
  await withPage(async (page) => {
    const at = () => page.evaluate(() => [document.activeElement.id, document.activeElement.getAttribute('aria-selected')]);
    const press = async (key, id) => {
      await page.keyboard.press(key);
      assert.deepEqual(await at(), [id, 'true'], key);
    };
    await page.focus('[role=treeitem][tabindex="0"]');
    await press('Home', 'node-0');
    await press('ArrowDown', 'node-1');
    assert.equal(await page.getAttribute('#node-1', 'aria-expanded'), 'false');
    await press('ArrowRight', 'node-1');
    assert.equal(await page.getAttribute('#node-1', 'aria-expanded'), 'true');
    await press('ArrowRight', 'node-1-0');
    await press('ArrowDown', 'node-1-1');
    await press('ArrowLeft', 'node-1');
    await press('ArrowLeft', 'node-1');
    assert.equal(await page.locator('#node-1-0').count(), 0, 'closed again');
    assert.equal(await page.textContent('.layer .selected'), '"registry.example/acme"');
    await press('ArrowDown', 'node-2');
    const lit = (await page.locator('.layer .selected').allTextContents()).join('');
    assert.ok(lit.startsWith('{') && lit.endsWith('}') && lit.includes('sigstoreSigned'), lit);
    await page.keyboard.press('End');
    assert.match(await page.textContent('[role=treeitem]:focus'), /^refuses: Identity/);
    await press('Home', 'node-0');
    await press('ArrowDown', 'node-1');
    await page.keyboard.press('Enter');
    const caret = await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]);
    const policy = await page.inputValue('#policy');
    assert.deepEqual(caret, ['policy', policy.indexOf('"registry.example/acme"')]);
  });
});

test('everything is reached with the tab key, and the editor is left with it', async () => {
  await withPage(async (page) => {
    const reached = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const element = document.activeElement;
        return element.id || element.tagName;
      });
      if (name === 'BODY') break;
      reached.push(name);
    }
    const wanted = ['image', 'open-gallery', 'open-compare', 'open-share', 'open-help', 'apply', 'policy-tab', 'policy', 'format', 'decision-tab', 'inspected'];
    for (const name of wanted) assert.ok(reached.includes(name), `${name} is reached: ${reached}`);
    assert.ok(reached.indexOf('decision-tab') > reached.indexOf('policy'), 'the tab key leaves the editor');
    assert.ok(reached.some((name) => name.startsWith('node-')), 'the tree is reached');

    await page.focus('#policy-tab');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'image-tab');
    assert.ok(await page.isVisible('#manifest'));
    await page.keyboard.press('End');
    assert.ok(await page.isVisible('#require-signed'));
  });
});

test('the first stop leads past the inputs to the decision', async () => {
  await withPage(async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the decision');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'decision');
  });
});

test('a screen reader is told the verdict once it is calm', async () => {
  await withPage(async (page) => {
    await choose(page, 'gpg');
    await page.locator('[role=status]', { hasText: /^Allowed\. / }).waitFor();
    await page.fill('#image', 'docker://elsewhere.example/app');
    await page.locator('[role=status]', { hasText: /^Refused\. / }).waitFor();
    assert.equal(await page.getAttribute('[role=status]', 'aria-live'), null, 'status is polite by itself');
  });
});

test('at 320 pixels nothing scrolls sideways, is cut off or too small to hit', async () => {
  const ids = (await examples()).map(({ id }) => id);
  await withPage(async (page) => {
    for (const id of ids) {
      await choose(page, id);
      for (const tab of [...INPUT_TABS, ...OUTPUT_TABS]) {
        await page.click(tab);
        const { width, small } = await page.evaluate(() => {
          const visible = (element) => element.checkVisibility({ visibilityProperty: true });
          const targets = [...document.querySelectorAll('button, select, textarea, input:not(.visually-hidden, [type=radio], [type=checkbox]), label.btn, label.choice')];
          const sized = targets.filter(visible).map((element) => [element, element.getBoundingClientRect()]);
          const small = sized.filter(([, box]) => box.width < 24 || box.height < 24 || box.right > innerWidth || box.left < 0);
          return { width: document.scrollingElement.scrollWidth, small: small.map(([element]) => element.outerHTML.slice(0, 80)) };
        });
        assert.equal(width, 320, `${id} ${tab}`);
        // The policy's own box scrolls, and its field is as wide as its longest line.
        assert.deepEqual(small.filter((html) => !html.includes('id="policy"')), [], `${id} ${tab}`);
      }
    }
  }, NARROW);
});

test('axe finds nothing to object to', async () => {
  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['narrow', NARROW]]) {
    await withPage(async (page) => {
      await page.evaluate(axe);
      for (const id of ['signed-without-tag', 'policy-does-not-parse', 'one-of-two']) {
        await choose(page, id);
        for (const tab of [...INPUT_TABS, ...OUTPUT_TABS]) {
          await page.click(tab);
          // That rule takes the items below an item of a tree for a part of its label.
          const rules = { 'label-content-name-mismatch': { enabled: false } };
          const found = await page.evaluate((rules) => axe.run(document, { rules, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), rules);
          assert.ok(found.passes.length > 10);
          const words = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
          assert.deepEqual(words, [], `${name} ${id} ${tab}`);
        }
      }
    }, options);
  }
});

test('colours follow the system until the page is told otherwise, and it remembers', async () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await withPage(async (page) => {
    const dark = await paper(page);
    await page.selectOption('.colours select', 'light');
    const light = await paper(page);
    assert.notEqual(light, dark);
    await page.reload();
    await settled(page);
    assert.equal(await paper(page), light);
    await page.selectOption('.colours select', 'system');
    assert.equal(await paper(page), dark);
  }, { colorScheme: 'dark' });
});

test('pictures to look at', async () => {
  for (const [name, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', NARROW],
    ['narrow-dark', { ...NARROW, colorScheme: 'dark' }],
    ['forced-colors', { forcedColors: 'active' }],
    ['zoomed', { viewport: { width: 320, height: 256 } }],
  ]) {
    await withPage(async (page) => {
      assert.equal(await verdict(page), 'Refused');
      await shot(page, name, { fullPage: name.startsWith('narrow') });
      for (const id of ['policy-does-not-parse', 'gpg']) {
        await choose(page, id);
        await shot(page, `${name}-${id}`, { fullPage: name.startsWith('narrow') });
      }
    }, options);
  }
});

test('a finding leads to the page of its code, which lies beside', async () => {
  await withPage(async (page) => {
    await page.fill('#policy', '{"default": [{"type": "reject"}], "transport": {}}');
    const link = page.locator('#policy-findings a.code-name').first();
    assert.equal(await link.textContent(), 'PG0002');
    const answer = await page.request.get(new URL(await link.getAttribute('href'), page.url()).href);
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /<h1>PG0002: /);
  });
});
