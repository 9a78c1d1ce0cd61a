// As types.ts, where the platform's types know a browser.
import init from "pullgate";

await init(new URL("https://registry.example/engine.wasm"));
await init(await fetch("engine.wasm"));
await init(new WebAssembly.Module(new Uint8Array()));
