// WebKitGTK's own small browser, driven by WebDriver: as much of that protocol as webkit.test.js needs. Playwright's WebKit is a build of its own, which no package
// registry has.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const PATIENCE = 30_000;
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Starts a WebKit by its driver, on a screen of its own: it knows no way to run without one. */
export async function webkit(path) {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(screen.stdio[3], 'data');
  const port = await freePort();
  // Without a graphics card, compositing only fails slowly.
  const environment = { ...process.env, DISPLAY: `:${String(number).trim()}`, WEBKIT_DISABLE_COMPOSITING_MODE: '1', GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' };
  const driver = spawn(path, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore', env: environment });
  const send = async (method, command, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${command}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${command}: ${value.error}: ${value.message}`);
    return value;
  };
  const { sessionId, capabilities } = await within(PATIENCE, () => send('POST', '/session', { capabilities: {} }));
  const session = `/session/${sessionId}`;
  /** What an expression is in the page. */
  const evaluate = (expression) => send('POST', `${session}/execute/sync`, { script: `return ${expression};`, args: [] });
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    evaluate,
    open: (url) => send('POST', `${session}/url`, { url }),
    /** Waits until an expression is true in the page. */
    until: (expression) => within(PATIENCE, async () => {
      if (!(await evaluate(expression))) throw new Error(`not within ${PATIENCE} ms: ${expression}`);
    }),
    async click(selector) {
      const { [ELEMENT]: element } = await send('POST', `${session}/element`, { using: 'css selector', value: selector });
      await send('POST', `${session}/element/${element}/click`, {});
    },
    async type(text) {
      const actions = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await send('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keys', actions }] });
    },
    async close() {
      await send('DELETE', session);
      for (const child of [driver, screen]) {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
    },
  };
}

/** Tries again and again until it succeeds, or the time is up. */
async function within(patience, attempt) {
  for (const begin = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() - begin > patience) throw error;
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
