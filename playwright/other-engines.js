// What the page must do in a browser of another engine than Chromium's, which the other tests drive.
import assert from 'node:assert/strict';

/** The page opens on a refusal, applies what is proposed, and answers what is typed. `page` is that of bidi.js or webdriver.js. */
export async function opensAppliesAndAnswers(page, address) {
  const explained = (word) => page.until(`document.querySelector('.verdict[data-explained=true] .sign')?.textContent === '${word}'`);
  await page.open(address);
  await explained('Refused');
  assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /^[A-Z].{20,}\.$/, 'it says why');

  await page.click('#apply');
  await explained('Allowed');

  await page.click('#image');
  await page.evaluate(`document.querySelector('#image').select()`);
  await page.type('docker://elsewhere.example/app');
  await explained('Refused');
  assert.equal(await page.evaluate(`document.querySelector('#image').value`), 'docker://elsewhere.example/app');
  assert.match(await page.evaluate(`document.querySelector('.verdict .why').textContent`), /elsewhere\.example|refuses|reject/);
  assert.equal(await page.evaluate(`document.querySelector('#failure').hidden`), true, 'the page has not failed');
}
