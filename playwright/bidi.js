// A Firefox, driven by WebDriver BiDi: as much of that protocol as firefox.test.js needs. Playwright's own way to it asks for what Firefox 153 does not know.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';

const PATIENCE = 30_000;

/** Starts a Firefox with a profile of its own; `errors` has what its console says is one. */
export async function firefox(path) {
  const profile = await mkdtemp(join(tmpdir(), 'pullgate-'));
  const process = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => process.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    process.stderr.on('data', (data) => {
      said += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    ended.then((code) => reject(new Error(`${path} ended with ${code}: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const asked = new Map();
  const errors = [];
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.type === 'event') {
      if (message.params.level === 'error') errors.push(message.params.text);
      return;
    }
    const { resolve, reject } = asked.get(message.id);
    asked.delete(message.id);
    if (message.type === 'success') resolve(message.result);
    else reject(new Error(`${message.error}: ${message.message}`));
  });
  let number = 0;
  const send = (method, params) => new Promise((resolve, reject) => {
    number += 1;
    asked.set(number, { resolve, reject });
    socket.send(JSON.stringify({ id: number, method, params }));
  });
  const { capabilities } = await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts: [{ context }] } = await send('browsingContext.getTree', {});
  /** What an expression is in the page. */
  const evaluate = async (expression) => {
    const answer = await send('script.evaluate', { expression: `JSON.stringify(${expression})`, target: { context }, awaitPromise: false });
    if (answer.type !== 'success') throw new Error(answer.exceptionDetails.text);
    return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
  };
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    errors,
    evaluate,
    open: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    /** Waits until an expression is true in the page. */
    async until(expression) {
      for (const begin = performance.now(); !(await evaluate(expression)); await new Promise((resolve) => setTimeout(resolve, 20))) {
        if (performance.now() - begin > PATIENCE) throw new Error(`not within ${PATIENCE} ms: ${expression}`);
      }
    },
    async click(selector) {
      const { nodes: [element] } = await send('browsingContext.locateNodes', { context, locator: { type: 'css', value: selector } });
      const actions = [{ type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element } }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
      await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
    },
    async type(text) {
      const actions = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions }] });
    },
    async close() {
      await send('browser.close', {});
      socket.close();
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}
