// Why, what would make it pass, what if, and the editor's help; all of it by keyboard, too.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { choose, explained, fixture, settled, verdict, why, withPage } from './page.js';

/** An image that is allowed until its key ends: the case gpg-expired-key, asked a day after the signature. */
async function ending() {
  const folder = 'gpg-expired-key';
  const read = async (name) => (await readFile(fixture(`${folder}/${name}`))).toString('base64');
  const { requests } = JSON.parse(await readFile(fixture(`${folder}/case.json`), 'utf8'));
  const recorded = JSON.parse(await readFile(fixture(`${folder}/expected.json`), 'utf8')).answers;
  const asked = requests.find(({ id }) => recorded.find((answer) => answer.id === `${folder}/${id}`).allowed);
  const { id, shows, ...request } = asked;
  request.policy = (await readFile(fixture(`${folder}/${asked.policy}`))).toString();
  request.manifest = await read(asked.manifest);
  request.signatures = await Promise.all(asked.signatures.map(read));
  request.files = Object.fromEntries(await Promise.all(Object.entries(asked.files).map(async ([path, name]) => [path, await read(name)])));
  return { request };
}

test('by keyboard alone: from opening the page to a remedy that is applied, and back', async () => {
  await withPage(async (page) => {
    await explained(page);
    assert.equal(await verdict(page), 'Refused');
    assert.match(await why(page), /without a tag, as cosign signs/);
    assert.match(await page.textContent('.remedy'), /Compare names by matchRepository/);
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement.id)) === 'apply') break;
    }
    assert.equal(await page.evaluate(() => document.activeElement.id), 'apply');
    const before = await page.inputValue('#policy');
    await page.keyboard.press('Enter');
    await page.locator('.verdict.allowed').waitFor();
    assert.match(await page.inputValue('#policy'), /"signedIdentity": \{"type": "matchRepository"\}/);
    assert.match(await page.textContent('.notice'), /^Applied: Compare names by matchRepository/);
    await page.keyboard.press('Alt+z');
    await page.locator('.verdict.refused').waitFor();
    assert.equal(await page.inputValue('#policy'), before);
    await explained(page);
    await page.keyboard.press('Alt+a');
    await page.locator('.verdict.allowed').waitFor();
  });
});

test('all ways are told, with what each opens and the command for what is to be done elsewhere', async () => {
  await withPage(async (page) => {
    await choose(page, 'other-tag');
    await explained(page);
    const ways = page.locator('.way');
    assert.ok((await ways.count()) >= 3);
    await ways.filter({ hasText: 'app:v1' }).first().getByRole('button', { name: /^Apply/ }).click();
    await page.locator('.verdict.allowed').waitFor();
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v1');
    await page.click('.notice >> text=Undo');
    await page.locator('.verdict.refused').waitFor();
    await explained(page);
    assert.match(await page.textContent('.ways'), /skopeo copy --sign-by/);
    assert.match(await page.textContent('.ways .opens'), /^It opens /);
  });
});

test('a change that is stale cannot be applied', async () => {
  await withPage(async (page) => {
    await explained(page);
    const states = await page.evaluate(async () => {
      const area = document.querySelector('#policy');
      const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
      setter.call(area, area.value + ' ');
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((resolve) => queueMicrotask(resolve));
      const apply = document.querySelector('#apply');
      return !apply || apply.disabled;
    });
    assert.ok(states, 'until the explanation is of the new text');
    await explained(page);
    assert.ok(await page.isEnabled('#apply'));
  });
});

test('what if: verdicts of other questions, which can be asked instead', async () => {
  await withPage(async (page) => {
    await choose(page, 'other-tag');
    await explained(page);
    await page.fill('.chip-field input', 'v1');
    const chip = page.locator('.section .chip', { hasText: 'with the tag v1' });
    await chip.waitFor();
    assert.match(await chip.getAttribute('class'), /\by\b/, 'it would be allowed');
    await chip.click();
    assert.match(await page.textContent('.told'), /^Allowed with the tag v1/);
    await page.click('text=Ask this instead');
    await page.locator('.verdict.allowed').waitFor();
    assert.equal(await page.inputValue('#image'), 'docker://registry.example/acme/app:v1');
  });
});

test('the timeline says when the verdict changes, and asks about any time', async () => {
  await withPage(async (page) => {
    const { request } = await ending();
    await page.goto(`${page.url()}#request=${encodeURIComponent(JSON.stringify(request))}`);
    await page.locator('#timeline').waitFor();
    const words = await page.textContent('.time .about');
    assert.match(words, /^Allowed on \d{4}-\d\d-\d\d, refused from \d{4}-\d\d-\d\d\.$/);
    await page.focus('#timeline');
    await page.keyboard.press('End');
    await page.locator('.verdict.refused').waitFor();
    assert.equal(await page.textContent('.time .about'), words, 'it stays where it began');
    await page.click('.ticks button >> nth=0');
    await page.locator('.verdict.allowed').waitFor();
  });
});

test('quick fixes, F8, format and completion help to write', async () => {
  await withPage(async (page) => {
    await choose(page, 'policy-does-not-parse');
    await explained(page);
    await page.focus('#policy');
    await page.keyboard.press('Control+Home');
    const word = () => page.locator('#policy').evaluate((area) => area.value.slice(area.selectionStart, area.selectionStart + 9));
    const count = await page.locator('#policy-findings .diag').count();
    const words = [];
    for (let step = 0; step < count && words.at(-1) !== '"keypath"'; step += 1) {
      await page.keyboard.press('F8');
      words.push(await word());
    }
    assert.equal(words.at(-1), '"keypath"', words.join());
    await page.keyboard.press('Alt+Enter');
    await page.locator('.verdict.allowed').waitFor();
    assert.match(await page.inputValue('#policy'), /"keyPath"/);

    await page.fill('#policy', '{"default":[{"type":"reject"}]}');
    await page.keyboard.press('Shift+Alt+F');
    await page.waitForFunction(() => document.querySelector('#policy').value.includes('\n'));
    await settled(page);

    await page.fill('#policy', '{"default": [{"type": ');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('"');
    const list = page.locator('#candidates');
    await list.waitFor();
    assert.ok((await list.textContent()).includes('sigstoreSigned'));
    assert.equal(await page.getAttribute('#policy', 'aria-activedescendant'), 'candidate-0');
    await page.keyboard.type('sig');
    await page.locator('#candidate-0', { hasText: 'sig' }).waitFor();
    await page.keyboard.press('Enter');
    await list.waitFor({ state: 'detached' });
    assert.match(await page.inputValue('#policy'), /"type": "(sigstoreSigned|signedBy)"/);
    await page.keyboard.press('Control+z');
    assert.match(await page.inputValue('#policy'), /"sig$/, 'the browser undoes it');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'policy', 'Tab leaves');
  });
});

test('what a word means is said where the caret is, and where the mouse is', async () => {
  await withPage(async (page) => {
    await page.fill('#policy', '{"default": [{"type": "insecureAcceptAnything"}]}');
    await settled(page);
    await page.locator('#policy').evaluate((area) => area.setSelectionRange(4, 4));
    await page.keyboard.press('ArrowRight');
    await page.locator('.about-line', { hasText: 'default' }).waitFor();
    const box = await page.locator('#policy').boundingBox();
    const letter = await page.locator('#policy-probe').evaluate((probe) => probe.getBoundingClientRect().width / 10);
    await page.mouse.move(box.x + 6 + letter * 28.5, box.y + 10);
    await page.locator('.about-line', { hasText: 'insecureAcceptAnything' }).waitFor();
  });
});

test('the tree leads to the inspector, whose parts and bytes lead to each other', async () => {
  await withPage(async (page) => {
    await explained(page);
    await page.click('[role=treeitem]:has-text("Identity") >> nth=-1');
    await page.locator('.part.sel', { hasText: 'Signed content' }).waitFor();
    assert.match(await page.textContent('.inspector .facts'), /registry\.example\/acme\/app/);
    await page.locator('.hex').waitFor();
    assert.match(await page.textContent('.hex'), /\{"criti/, 'the decoded bytes');
    await page.focus('.part.sel');
    await page.keyboard.press('Home');
    assert.equal(await page.textContent('.part.sel .what'), 'Signature file');
    await page.selectOption('#inspected', { label: '/etc/pki/containers/acme.pub' });
    await page.locator('.part.sel', { hasText: 'Public key' }).waitFor();
    assert.match(await page.textContent('.inspector .facts'), /P-256/);
  });
});

test('the log is shown as messages and as CRI-O writes them; the report is Markdown', async () => {
  await withPage(async (page) => {
    await page.click('#log-tab');
    assert.match(await page.textContent('.log'), /^IsRunningImageAllowed for image docker:registry\.example\/acme\/app:v1\n/);
    await page.click('text=As CRI-O writes them');
    assert.match(await page.textContent('.log'), /^time="[^"]+" level=debug msg="IsRunningImageAllowed for image docker:registry\.example\/acme\/app:v1"\n/);
    await page.click('#report-tab');
    assert.match(await page.textContent('.data'), /^## ⛔ Refused: `docker:\/\/registry\.example\/acme\/app:v1`/);
  });
});

test('two policies are compared over a list of images', async () => {
  await withPage(async (page) => {
    await page.fill('#policy', '{"default": [{"type": "reject"}], "transports": {"docker": {"a.example": [{"type": "insecureAcceptAnything"}]}}}');
    await settled(page);
    await page.click('#open-compare');
    await page.locator('.compare [role=status]', { hasText: 'No verdict changes of 2 images.' }).waitFor();
    await page.fill('#other-policy', '{"default": [{"type": "reject"}], "transports": {"docker": {"b.example": [{"type": "insecureAcceptAnything"}]}}}');
    await page.locator('.compare [role=status]', { hasText: '2 verdicts change of 3 images; 1 pass that did not.' }).waitFor();
    const first = page.locator('tbody tr').first();
    assert.match(await first.textContent(), /a\.example\/any.*unchecked.*refused/);
    await page.fill('#compared-images', 'docker://b.example/x:1\n');
    await page.locator('.compare [role=status]', { hasText: '1 verdict changes of 1 image; 1 pass that did not.' }).waitFor();
    await page.fill('#other-policy', '{');
    await page.locator('.compare [role=alert]', { hasText: 'unexpected end of JSON input' }).waitFor();
    await page.fill('#other-policy', JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
    await page.fill('#compared-images', '# what must not change\ndocker://b.example/x:1 refuse\ndocker://a.example/x:1 allow\n');
    await page.locator('.compare [role=status]', { hasText: /As expected: 2 of 2 now, 1 with the other policy\./ }).waitFor();
    assert.equal(await page.locator('.compare td:last-child .tag.no').count(), 1);
    assert.match(await page.textContent('.compare tr:has(td:last-child .tag.no)'), /^docker:\/\/b\.example\/x:1/);
    await page.click('.compare >> text=Leave');
    assert.equal(await page.locator('.compare').count(), 0);
  });
});
