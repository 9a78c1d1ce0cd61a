// The packed package, installed as a user installs it, in Node. PULLGATE_SIGNED names fixtures/signed.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import init, { complete, evaluate, format, inspect, lint, readReport, test as run, whatIf } from "pullgate";

const REJECT = '{"default": [{"type": "reject"}]}';
const ACCEPT = '{"default": [{"type": "insecureAcceptAnything"}]}';
const image = "docker://registry.example/acme/app:v1";

test("ready on import; a refusal is a value, with the reference's words", () => {
  const answer = evaluate({ id: "one", policy: REJECT, image });
  assert.equal(answer.allowed, false);
  assert.equal(answer.id, "one");
  assert.equal(answer.error, `Running image ${image} is rejected by policy.`);
  assert.equal(answer.errorClass, "policyRequirement");
  assert.equal(answer.log[0].message, "IsRunningImageAllowed for image docker:registry.example/acme/app:v1");
});

test("a program for both Node and browsers can await init()", async () => {
  await init();
  await init();
  assert.equal(evaluate({ policy: ACCEPT, image }).allowed, true);
});

test("an answer is plain data: no Map, no BigInt, no undefined", () => {
  const answer = evaluate({ policy: REJECT, image });
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
});

test("a policy that does not parse is an answer, with the place", () => {
  const answer = evaluate({ policy: '{"default": 1}', image });
  assert.equal(answer.allowed, false);
  assert.equal(typeof answer.policyError, "string");
  assert.equal(answer.diagnostics[0].labels[0].span.file, "policy.json");
});

test("nothing but a request that is well formed in every field is evaluated", () => {
  class Custom {
    get requireSigned() {
      return true;
    }
  }
  for (const [why, fields] of [
    ["a mistyped field", { requiresigned: true }],
    ["a field that is undefined", { requireSigned: undefined }],
    ["a field that is null", { requireSigned: null }],
    ["a text for a truth value", { requireSigned: "true" }],
    ["a number", { image: 1 }],
    ["a Date", { now: new Date(0) }],
    ["a time that is none", { now: "yesterday" }],
    ["a Map of files", { files: new Map() }],
    ["files of a class", { files: new Custom() }],
    ["other views of bytes", { manifest: new Uint16Array(1) }],
    ["bytes without a view", { manifest: new ArrayBuffer(1) }],
    ["text that is no base64", { manifest: "?" }],
    ["a hole in a list", { signatures: [,] }],
    ["an object for a list", { signatures: { 0: new Uint8Array() } }],
    ["both ways to give a policy", { policyBase64: new Uint8Array() }],
    ["a text that is not Unicode", { image: `${image}\ud800` }],
    ["a path that is not Unicode", { files: { "\ud800": new Uint8Array() } }],
    ["a namespace that is none", { namespace: "../x" }],
    ["a policy that is no text", { policyDir: { "payments.json": 1 } }],
    ["a file of policyDir with a path", { policyDir: { "../payments.json": "" } }],
  ]) {
    const answer = evaluate({ id: "x", policy: ACCEPT, image, ...fields });
    assert.equal(typeof answer.requestError, "string", why);
    assert.equal(answer.allowed, undefined, why);
    assert.equal(answer.id, "x", why);
  }
});

test("the policy of a namespace replaces the node's", () => {
  const request = { policy: ACCEPT, policyDir: { "payments.json": REJECT }, image, explain: true };
  const payments = evaluate({ ...request, namespace: "payments" });
  assert.equal(payments.allowed, false);
  assert.equal(payments.policyInForce.file, "policies/payments.json");
  assert.equal(payments.policyInForce.nodePolicy.allowed, true);
  const web = evaluate({ ...request, namespace: "web" });
  assert.equal(web.allowed, true);
  assert.equal(web.policyInForce.reason, "noNamespaceFile");
});

test("an argument that is no plain object is misuse, and throws", () => {
  const inherited = Object.create({ policy: ACCEPT, image, requireSigned: true });
  for (const misuse of [undefined, null, 1, "x", [], new Map(), new (class {})(), () => {}, inherited]) {
    assert.throws(() => evaluate(misuse), TypeError);
  }
  assert.throws(() => evaluate(), TypeError);
});

test("what a getter throws comes back, and the engine goes on", () => {
  const broken = {
    policy: ACCEPT,
    get image() {
      throw new RangeError("mine");
    },
  };
  assert.throws(() => evaluate(broken), RangeError);
  assert.equal(evaluate({ policy: ACCEPT, image }).allowed, true);
});

test("objects and bytes of another realm, objects without a prototype, Buffers and base64 are taken", () => {
  const foreign = runInNewContext(`({ policyBase64: new Uint8Array([${[...Buffer.from(REJECT)]}]), image: "${image}" })`);
  assert.equal(evaluate(foreign).errorClass, "policyRequirement");
  const bare = Object.assign(Object.create(null), { policyBase64: Buffer.from(REJECT), image });
  assert.equal(evaluate(bare).errorClass, "policyRequirement");
  assert.equal(evaluate({ policyBase64: btoa(REJECT), image }).errorClass, "policyRequirement");
});

test("a cycle ends", () => {
  const files = {};
  files.again = files;
  assert.equal(typeof evaluate({ policy: ACCEPT, image, files }).requestError, "string");
});

test("a policy of 100 MB is refused by name, and the engine goes on", () => {
  const answer = evaluate({ policyBase64: new Uint8Array(100_000_000), image });
  assert.equal(answer.allowed, false);
  assert.equal(typeof answer.policyError, "string");
  assert.equal(evaluate({ policy: ACCEPT, image }).allowed, true);
});

test("with a demand for signatures, accepting anything is not enough", () => {
  assert.equal(evaluate({ policy: ACCEPT, image, requireSigned: true }).allowed, false);
});

test("a refusal is explained when that is asked for, and what a remedy amends makes the image pass", () => {
  const read = (file) => readFileSync(join(process.env.PULLGATE_SIGNED, "cosign-p256-tag", file));
  const request = {
    policyBase64: read("policy.json"),
    image: "docker://registry.example/acme/app:v2",
    manifest: read("manifest.json"),
    signatures: [read("signature-1")],
    files: { "/etc/pki/containers/acme.pub": read("acme.pub") },
    now: "2026-11-22T14:00:00Z",
  };
  assert.equal(evaluate(request).explanation, undefined);
  const { explanation } = evaluate({ ...request, explain: true });
  assert.equal(explanation.causes[0].kind, "otherTag");
  assert.deepEqual(explanation.causes[0].found, ["registry.example/acme/app:v1"]);
  const verified = explanation.remedies.filter((remedy) => remedy.verified);
  assert.ok(verified.length >= 2);
  for (const remedy of verified) {
    assert.equal(evaluate({ ...request, ...remedy.amended }).allowed, true, remedy.text);
    assert.equal(remedy.apply, true);
  }
  assert.equal(explanation.noneWithinPolicy, false);
});

test("what if one thing were different, and until when", () => {
  const read = (name, file) => readFileSync(join(process.env.PULLGATE_SIGNED, name, file));
  const request = {
    policyBase64: read("cosign-pki", "policy.json"),
    image: "docker://registry.example/acme/app:v1",
    manifest: read("cosign-pki", "manifest.json"),
    signatures: [read("cosign-pki", "signature-1")],
    files: { "/etc/pki/containers/roots.pem": read("cosign-pki", "root.pem") },
    now: "2026-11-22T14:00:00Z",
    changes: ["tag=v2", "digest", "at=2027-01-01"],
    keys: { "other.pem": read("cosign-pki", "other-ca.pem") },
  };
  const answer = whatIf(request);
  assert.equal(answer.requestError, null);
  assert.deepEqual(answer.whatIf.map((one) => one.allowed), [false, true, false, false]);
  assert.deepEqual(answer.timeline.map((one) => [one.at, one.allowed]), [["2026-12-22T13:30:25Z", false]]);
  assert.match(whatIf({ ...request, changes: ["colour=red"] }).requestError, /colour=red/);
  assert.match(whatIf({ ...request, until: "soon" }).requestError, /soon/);
});

const acme = join(process.env.PULLGATE_SIGNED, "../suites/acme");
const suite = () => ({
  suite: readFileSync(join(acme, "suite.yaml"), "utf8"),
  files: Object.fromEntries(
    readdirSync(acme, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(acme, path).replaceAll("\\", "/"), readFileSync(path)]),
  ),
});
const outcomes = (answer) => answer.tests.map((one) => one.outcome);

test("a suite of really signed images passes, as plain data", () => {
  const answer = run(suite());
  assert.deepEqual([answer.requestError, answer.suiteErrors, answer.passed, answer.failed, answer.broken], [null, [], 5, 0, 0]);
  assert.deepEqual(answer.tests.map((one) => one.verdict), ["allowed", "refused", "refused", "allowed", "refused"]);
  assert.deepEqual(answer.untested.map((one) => [one.transport, one.scope, one.span.line]), [["docker", "mirror.example", 16]]);
  assert.deepEqual(answer.needed[0], { path: "images/app-v1", kind: "dir", isThere: true });
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
});

test("another policy in the place of the suite's: what falls out otherwise is explained", () => {
  const { files, ...rest } = suite();
  const policy = files["policy.json"].toString().replace("acme.pub", "acme.gpg");
  for (const other of [{ policy }, { policyBase64: Buffer.from(policy) }]) {
    const answer = run({ ...rest, files, ...other });
    assert.deepEqual(outcomes(answer), ["failed", "failed", "passed", "passed", "passed"]);
    const [{ unmet, why, remedy, span }] = answer.tests;
    assert.deepEqual([unmet[0].field, unmet[0].expected, unmet[0].found, unmet[0].span.line], ["expect", "allow", "refuse", 12]);
    assert.match(why, /acme\.gpg/);
    assert.equal(typeof remedy, "string");
    assert.deepEqual([span.file, span.line], ["suite", 9]);
  }
});

test("what is not brought breaks tests, and never passes one", () => {
  const { files, ...rest } = suite();
  delete files["images/tools/manifest.json"];
  delete files["images/tools/signature-1"];
  const answer = run({ ...rest, files });
  assert.deepEqual(outcomes(answer), ["passed", "passed", "passed", "broken", "passed"]);
  assert.match(answer.tests[3].problem, /images\/tools/);
  assert.deepEqual(answer.needed.filter((one) => !one.isThere).map((one) => one.path), ["images/tools"]);
  assert.deepEqual(outcomes(run(rest)), Array(5).fill("broken"));
});

test("a suite with errors is not run, and each error has its place", () => {
  const answer = run({ suite: "tests:\n  - image: docker://a.example/a\n    expects: refuse\n" });
  assert.deepEqual(answer.tests, []);
  assert.deepEqual(
    answer.suiteErrors.map(({ message, span }) => [message, span.line]),
    [["the test does not say what it expects", 2], ['there is no field "expects"', 3]],
  );
});

test("the time is asked of tests that say none", () => {
  const read = (file) => readFileSync(join(process.env.PULLGATE_SIGNED, "cosign-pki", file));
  const request = {
    suite: `policy: policy.json
files: {/etc/pki/containers/roots.pem: root.pem}
tests: [{image: "${image}", dir: image, expect: allow}]`,
    files: { "policy.json": read("policy.json"), "root.pem": read("root.pem"), "image/manifest.json": read("manifest.json"), "image/signature-1": read("signature-1") },
  };
  assert.deepEqual(outcomes(run({ ...request, now: "2026-11-22T14:00:00Z" })), ["passed"]);
  assert.deepEqual(outcomes(run({ ...request, now: "2027-01-01T00:00:00Z" })), ["failed"]);
});

test("test is as strict about its fields as evaluate, and throws only on misuse", () => {
  const { suite: text } = suite();
  for (const fields of [{ File: {} }, { files: undefined }, { files: new Map() }, { now: "soon" }, { policy: REJECT, policyBase64: "e30=" }, { suite: Buffer.from(text) }]) {
    const answer = run({ suite: text, ...fields });
    assert.equal(typeof answer.requestError, "string", Object.keys(fields)[0]);
    assert.deepEqual(answer.tests, []);
  }
  assert.match(run({}).requestError, /suite/);
  for (const misuse of [undefined, null, text, [], new Map()]) assert.throws(() => run(misuse), TypeError);
});

test("what is pasted of a refused pull is read", () => {
  const report = readReport(
    "Trying to pull registry.example/acme/app:v1...\nError: Source image rejected: Signature for identity \"registry.example/acme/app\" is not accepted",
  );
  assert.deepEqual(
    [report.kind, report.image, report.errorClass, report.causes[0], report.scope],
    ["podman", "docker://registry.example/acme/app:v1", "policyRequirement", "signedNameHasNoTag", null],
  );
  assert.equal(readReport("Nothing of that kind."), null);
  assert.throws(() => readReport(1), TypeError);
});

test("inspect explains bytes and texts, part by part, as plain data", () => {
  const policy = inspect('{"default": [{"type": "reject"}]}');
  assert.deepEqual([policy.recognised, policy.secret, policy.root.kind, policy.root.source], [true, false, "policy", "input"]);
  const bytes = readFileSync(join(process.env.PULLGATE_SIGNED, "cosign-p256-tag", "signature-1"));
  const signature = inspect(bytes, "signature-1");
  assert.deepEqual(JSON.parse(JSON.stringify(signature)), signature);
  assert.deepEqual([signature.root.kind, signature.root.start, signature.root.end], ["signatureFile", 0, bytes.length]);
  const [stored] = signature.root.children;
  const [payload] = stored.children;
  assert.deepEqual([payload.kind, payload.source], ["payload", "signature-1!payload"]);
  assert.equal(payload.facts.find((fact) => fact.label === "image name").value, "registry.example/acme/app:v1");
  assert.equal(inspect(new Uint8Array(10)).recognised, false);
});

test("inspect shows nothing of a private key", () => {
  const secret = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
  const inspected = inspect(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`);
  assert.deepEqual([inspected.secret, inspected.root.kind], [true, "privateKey"]);
  const said = JSON.stringify(inspected);
  for (let at = 0; at + 12 <= secret.length; at += 1) assert.ok(!said.includes(secret.slice(at, at + 12)));
});

test("what is no file is misuse, and throws", () => {
  for (const misuse of [undefined, null, 1, {}, [1], new ArrayBuffer(1), new Uint16Array(1), "\ud800"]) {
    assert.throws(() => inspect(misuse), TypeError);
  }
  assert.throws(() => inspect("a", 1), TypeError);
  assert.throws(() => inspect("a", null), TypeError);
});

test("the files that bundlers ask for by name are there", () => {
  const require = createRequire(import.meta.url);
  const wasm = readFileSync(require.resolve("pullgate/engine.wasm"));
  assert.equal(WebAssembly.validate(wasm), true);
  const manifest = JSON.parse(readFileSync(require.resolve("pullgate/package.json"), "utf8"));
  const folder = join(require.resolve("pullgate/package.json"), "..");
  const expected = ["LICENSE", "README.md", "engine.js", "engine.wasm", "index.browser.js", "index.d.ts", "index.node.js", "package.json"];
  assert.deepEqual(readdirSync(folder).sort(), expected.sort());
  assert.equal(Object.keys(manifest.exports["."])[0], "types", "`types` comes first, or TypeScript does not see it");
});

test("lint says what is wrong, where, and how to change it", () => {
  const policy = '{"default": [{"type": "reject"}], "transports": {"docker": {"busybox": [{"type": "reject"}]}}}';
  const { diagnostics, policyError, requestError } = lint({ policy });
  assert.deepEqual([policyError, requestError], [null, null]);
  const dead = diagnostics.find((one) => one.code === "PG0602");
  assert.equal(dead.severity, "error");
  const { span, insert } = dead.edits[0];
  assert.equal(policy.slice(span.start, span.end), '"busybox"');
  assert.equal(insert, '"docker.io/library/busybox"');
  assert.deepEqual(JSON.parse(JSON.stringify(diagnostics)), diagnostics);
});

test("lint looks at keys and registries.d where they are given", () => {
  const policy = '{"default": [{"type": "sigstoreSigned", "keyPath": "/k.pub"}]}';
  const codes = (fields) => lint({ policy, ...fields }).diagnostics.map((one) => one.code);
  assert.deepEqual(codes({}), []);
  assert.deepEqual(codes({ files: {} }), ["PG0806"]);
  assert.deepEqual(codes({ files: { "/k.pub": Buffer.from("no key") }, registriesD: {} }), ["PG0901", "PG0807"]);
  assert.deepEqual(codes({ library: "5.20" }), ["PG0903"]);
});

test("lint is as strict about its fields as evaluate", () => {
  for (const fields of [{ Files: {} }, { now: "yesterday" }, { library: "six" }, { policyBase64: "e30=" }, { files: undefined }]) {
    assert.equal(typeof lint({ policy: REJECT, ...fields }).requestError, "string", Object.keys(fields)[0]);
  }
  assert.throws(() => lint("{}"), TypeError);
});

test("format keeps everything but blanks, and does not drop comments", () => {
  assert.equal(format('{"default":[ {"type":"reject"} ]}').text, '{"default": [{"type": "reject"}]}\n');
  const commented = format('{ // why\n"default": [{"type": "reject"}]}');
  assert.equal(commented.text, null);
  assert.equal(commented.diagnostics[0].labels[0].span.start, 2);
  assert.throws(() => format(1), TypeError);
  assert.throws(() => format("\ud800"), TypeError);
});

test("complete offers what could be written, and says what stands there", () => {
  const { replace, candidates, about } = complete('{"def', 5);
  assert.deepEqual(replace, { start: 1, end: 5 });
  assert.deepEqual(candidates.map(({ label, insert, caret }) => [label, insert, caret]), [["default", '"default": [{"type": "reject"}]', 31]]);
  assert.equal(about, null);
  const path = '{"default": [{"type": "signedBy", "keyPath": ""}]}';
  assert.deepEqual(complete(path, path.indexOf('""') + 1, ["/k.gpg"]).candidates.map(({ insert }) => insert), ['"/k.gpg"']);
  const scopes = '{"transports": {"docker": {""}}}';
  const labels = complete(scopes, scopes.indexOf('""') + 1, [], "docker://registry.example/team/app:1").candidates.map(({ label }) => label);
  assert.deepEqual(labels, ["registry.example/team/app:1", "registry.example/team/app", "registry.example/team", "registry.example", "*.example", ""]);
  assert.equal(complete(path, path.indexOf("keyPath")).about.title, "keyPath");
  assert.deepEqual(complete("", Number.MAX_VALUE).replace, { start: 0, end: 0 });
  for (const bad of [[1, 0], ["{}", -1], ["{}", 0.5], ["{}", Number.NaN], ["{}"], ["{}", 0, "/k"], ["{}", 0, [1]], ["\ud800", 0]]) {
    assert.throws(() => complete(...bad), TypeError, JSON.stringify(bad));
  }
});

// What containers/image answered for images signed by the real tools; `unsupported` is what this engine does not judge yet, and refuses.
const signed = process.env.PULLGATE_SIGNED;
assert.ok(signed, "PULLGATE_SIGNED must name fixtures/signed");
const cases = readdirSync(signed, { withFileTypes: true }).filter((entry) => entry.isDirectory());
assert.ok(cases.length >= 8);
for (const { name } of cases) {
  test(`decides as containers/image did: ${name}`, () => {
    const read = (file) => readFileSync(join(signed, name, file));
    const { requests } = JSON.parse(read("case.json"));
    const { answers } = JSON.parse(read("expected.json"));
    assert.equal(requests.length, answers.length);
    for (const [index, { shows, policy, manifest, signatures, files, ...rest }] of requests.entries()) {
      const request = { ...rest, policyBase64: read(policy) };
      if (manifest !== undefined) request.manifest = read(manifest);
      if (signatures !== undefined) request.signatures = signatures.map(read);
      if (files !== undefined) request.files = Object.fromEntries(Object.entries(files).map(([path, file]) => [path, read(file)]));
      const answer = evaluate(request);
      assert.equal(answer.requestError, null, `${request.id}: ${answer.requestError}`);
      const wanted = answer.errorClass === "unsupported" ? false : answers[index].allowed;
      assert.equal(answer.allowed, wanted, `${request.id} (${shows}): ${answer.error}`);
    }
  });
}
