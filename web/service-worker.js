// Keeps the page's own files, so that it works without a network. Sends nothing, and asks for nothing but these files. `cargo xtask seal` fills in what they are.
const VERSION = 'pullgate {version}';
const FILES = ['{files}'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))));
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith('pullgate ') && name !== VERSION).map((name) => caches.delete(name)));
  };
  event.waitUntil(forget());
});

// A new version waits until the page is told to load it, so that no page has files of two versions.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const kept = async () => {
    const cache = await caches.open(VERSION);
    return (await cache.match(event.request, { ignoreSearch: true })) ?? fetch(event.request);
  };
  event.respondWith(kept());
});
