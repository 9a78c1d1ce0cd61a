// Serves a folder on a free port of this machine, as any static host would, under any path.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves `folder` under `path` (which begins and ends with a slash), and nothing anywhere else. `headers` gives what else is said of a file; `changed` gets the
 * text of the service worker, and may give another one: a newer version of the page.
 */
export async function serve(folder, path = '/', { headers = () => ({}), changed = (text) => text } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const inside = normalize(pathname.startsWith(path) ? pathname.slice(path.length) || 'index.html' : '..');
    const body = inside.startsWith('..') ? null : await readFile(join(folder, inside)).catch(() => null);
    if (!body) return response.writeHead(404).end();
    const content = inside === 'service-worker.js' ? changed(body.toString()) : body;
    response.writeHead(200, { 'content-type': TYPES[extname(inside)] ?? 'application/octet-stream', ...headers(inside) }).end(content);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${server.address().port}${path}`, close: () => server.close() };
}
