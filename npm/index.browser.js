// Browsers and bundlers: `await init()` once, then the functions answer at once.
import start, * as engine from "./engine.js";

let ready;
let isReady = false;

/** Loads the engine; the second call waits for the first. After a failure (no network), the next call tries again. */
export default function init(source = new URL("./engine.wasm", import.meta.url)) {
  ready ??= start({ module_or_path: source }).then(
    () => {
      isReady = true;
    },
    (error) => {
      ready = undefined;
      throw error;
    },
  );
  return ready;
}

function loaded() {
  if (!isReady) {
    throw new Error("pullgate is not loaded yet: `await init()` first (the default export)");
  }
  return engine;
}

export function evaluate(request) {
  return loaded().evaluate(request);
}

export function lint(request) {
  return loaded().lint(request);
}

export function format(policy) {
  return loaded().format(policy);
}

export function complete(policy, offset, files, image) {
  return loaded().complete(policy, offset, files, image);
}

export function whatIf(request) {
  return loaded().whatIf(request);
}

export function test(request) {
  return loaded().test(request);
}

export function inspect(input, name) {
  return loaded().inspect(input, name);
}

export function readReport(text) {
  return loaded().readReport(text);
}
