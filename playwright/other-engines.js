// What the page must do in a browser of another engine than Chromium's, which the other tests drive.
import assert from 'node:assert/strict';

const verdict = (page, word) => page.until(`document.querySelector('.verdict[data-explained=true] .sign')?.textContent === '${word}'`);

/** The page opens on a refusal, applies what is proposed, and answers what is typed. `page` is that of bidi.js or webdriver.js. */
export async function opensAppliesAndAnswers(page, address) {
  await page.open(address);
  await verdict(page, 'Refused');
  assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /^[A-Z].{20,}\.$/, 'it says why');

  await page.click('#apply');
  await verdict(page, 'Allowed');

  await page.click('#image');
  await page.evaluate(`document.querySelector('#image').select()`);
  await page.type('docker://elsewhere.example/app');
  await verdict(page, 'Refused');
  assert.equal(await page.evaluate(`document.querySelector('#image').value`), 'docker://elsewhere.example/app');
  assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /elsewhere\.example|refuses|reject/);
  assert.equal(await page.evaluate(`document.querySelector('#failure').hidden`), true, 'the page has not failed');
}

/** A long policy has the editor of long policies, with its styles, and is judged as it is typed into. */
export async function typesIntoALongPolicy(page, address) {
  const scopes = Array.from({ length: 1_500 }, (_, at) => [`registry.example/team/app-${at}`, [{ type: 'insecureAcceptAnything' }]]);
  const policy = JSON.stringify({ default: [{ type: 'reject' }], transports: { docker: Object.fromEntries(scopes) } }, null, 1);
  await page.open(`${address}#request=${encodeURIComponent(JSON.stringify({ policy, image: 'docker://registry.example/team/app-0:v1' }))}`);
  await verdict(page, 'Allowed');
  await page.until(`document.querySelector('#policy').tagName === 'PULLGATE-EDITOR'`);
  assert.equal(await page.evaluate(`document.querySelector('#policy').value`), policy);
  assert.equal(await page.evaluate(`document.querySelector('#policy').shadowRoot.querySelector('.k').textContent`), '"default"');
  assert.notEqual(
    await page.evaluate(`getComputedStyle(document.querySelector('#policy').shadowRoot.querySelector('.k')).color`),
    await page.evaluate(`getComputedStyle(document.querySelector('#policy').shadowRoot.querySelector('.cm-line')).color`),
    'its styles hold',
  );
  await page.evaluate(`document.querySelector('#policy').focus()`);
  await page.evaluate(`document.querySelector('#policy').setSelectionRange(1, 1)`);
  await page.type('"');
  await page.until(`document.querySelector('#candidates') !== null`);
  await verdict(page, 'Refused');
  await page.type('default": [], "transports": {}}');
  await page.until(`document.querySelector('#policy').value.startsWith('{"default": [], "transports": {}}')`);
}
