// All that types.ts needs of a platform.
declare const console: { log(...values: unknown[]): void };
