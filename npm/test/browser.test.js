// The browser's entry of the packed package, in Node, which is no browser: loaded from bytes, and in a process of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const folder = join(createRequire(import.meta.url).resolve("pullgate/package.json"), "..");
const { default: init, complete, evaluate, format, inspect, lint, test: run } = await import(pathToFileURL(join(folder, "index.browser.js")));
const request = { policy: '{"default": [{"type": "insecureAcceptAnything"}]}', image: "docker://registry.example/acme/app:v1" };

test("it asks for init() first, tries again after a failure, and loads once", async () => {
  for (const early of [() => evaluate(request), () => lint(request), () => format("{}"), () => complete("{", 1), () => inspect("text"), () => run({ suite: "" })]) assert.throws(early, /init\(\)/);
  await assert.rejects(init(new Uint8Array([0])), WebAssembly.CompileError);
  assert.throws(() => evaluate(request), /init\(\)/);
  const engine = readFileSync(join(folder, "engine.wasm"));
  await Promise.all([init(engine), init(), init()]);
  assert.equal(evaluate(request).allowed, true);
  assert.equal(lint({ policy: request.policy }).diagnostics[0].code, "PG0601");
  assert.equal(format("{ }").text, "{}\n");
  assert.equal(complete("{", 1).candidates[0].label, "default");
  assert.equal(complete('{"transports": {"docker": {""}}}', 28, [], request.image).candidates[0].label, "registry.example/acme/app:v1");
  assert.equal(inspect(request.policy).root.kind, "policy");
  assert.equal(run({ suite: `tests: [{image: "${request.image}", expect: allow}]`, policy: request.policy }).passed, 1);
});

test("its default place for the engine is an address that bundlers and browsers resolve", () => {
  const text = readFileSync(join(folder, "index.browser.js"), "utf8");
  assert.match(text, /new URL\("\.\/engine\.wasm", import\.meta\.url\)/);
  assert.doesNotMatch(readFileSync(join(folder, "engine.js"), "utf8"), /engine_bg\.wasm/);
});
