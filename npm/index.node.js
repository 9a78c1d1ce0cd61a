// Node: ready on import.
import { readFileSync } from "node:fs";
import { complete, evaluate, format, initSync, inspect, lint, readReport, test, whatIf } from "./engine.js";

initSync({ module: readFileSync(new URL("./engine.wasm", import.meta.url)) });

/** Nothing is left to do; so that a program for both can `await init()`. */
export default async function init() {}

export { complete, evaluate, format, inspect, lint, readReport, test, whatIf };
