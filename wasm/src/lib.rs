//! The engine for JavaScript: a value in, a plain object out. It becomes the npm package `pullgate` (npm/).

