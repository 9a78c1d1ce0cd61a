// A program that uses every type, held against index.d.ts by `tsc --strict`; it is compiled, never run.
import init, { complete, evaluate, format, inspect, lint, readReport, test, whatIf } from "pullgate";
import type {
  Answer,
  Bytes,
  Cause,
  Diagnostic,
  EvaluationRequest,
  Formatted,
  Inspected,
  InspectedFact,
  InspectedNode,
  LintRequest,
  Linted,
  LogLine,
  Remedy,
  SuiteRequest,
  TestAnswer,
  Tested,
  TraceNode,
  WhatIfAnswer,
} from "pullgate";

const bytes: Bytes = new Uint8Array();
const request: EvaluationRequest = {
  id: "1",
  policy: "{}",
  image: "docker://registry.example/acme/app:v1",
  namespace: "payments",
  policyDir: { "payments.json": "{}" },
  manifest: bytes,
  signatures: [bytes, "AA=="],
  files: { "/etc/pki/k.gpg": bytes },
  requireSigned: true,
  now: "2026-06-01T12:00:00Z",
  explain: true,
};
const answer: Answer = evaluate(request);
if (answer.requestError !== null) {
  const why: string = answer.requestError;
  // @ts-expect-error: what is no request has no decision
  const never: boolean = answer.allowed;
  console.log(why, never);
} else {
  const allowed: boolean = answer.allowed;
  const lines: LogLine[] = answer.log;
  const walk = (node: TraceNode): number => node.children.reduce((sum, child) => sum + walk(child), 1);
  const findings: Diagnostic[] = answer.diagnostics.filter((one) => one.severity === "error");
  const causes: Cause[] = answer.explanation?.causes ?? [];
  const verified: Remedy[] = answer.explanation?.remedies.filter((one) => one.verified) ?? [];
  console.log(causes.map((one) => one.kind), verified.map((one) => one.amended?.image));
  const looser: string | null | undefined = answer.policyInForce?.nodePolicy?.note;
  console.log(answer.policyInForce?.reason === "namespaceFile", looser);
  console.log(allowed, lines, answer.trace?.map(walk), findings.map((one) => one.labels[0]?.span.line));
}

evaluate({ policyBase64: bytes });

const inspected: Inspected = inspect(new Uint8Array(), "signature-1");
const part: InspectedNode | undefined = inspected.root.children[0];
const says: InspectedFact[] = part?.facts ?? [];
const place: number | null | undefined = says[0]?.start;
console.log(inspect("a text").recognised && !inspected.secret, part?.kind, place);
// @ts-expect-error: a number is no file
inspect(1);
// @ts-expect-error: a mistyped field
evaluate({ policy: "{}", requiresigned: true });
// @ts-expect-error: two policies
evaluate({ policy: "{}", policyBase64: bytes });
// @ts-expect-error: no policy
evaluate({ image: "docker://busybox" });
// @ts-expect-error: with exactOptionalPropertyTypes, which is what evaluate() itself demands
evaluate({ policy: "{}", image: undefined });
// @ts-expect-error: a number is no request
evaluate(1);

const question: LintRequest = { policy: "{}", registriesD: { "a.yaml": "" }, files: { "/k": bytes }, now: "2026-06-01T12:00:00Z", library: "5.29" };
const linted: Linted = lint(question);
const safe: Diagnostic[] = linted.diagnostics.filter((one) => one.isSafe);
const formatted: Formatted = format("{}");
console.log(safe.map((one) => one.edits[0]?.insert), formatted.text?.length, linted.requestError);
// @ts-expect-error: no policy
lint({ now: "2026-06-01T12:00:00Z" });
// @ts-expect-error: bytes are no text
format(bytes);
console.log(complete("{", 1).candidates[0]?.insert, complete("{", 1, ["/k"]).about?.span.start);
// @ts-expect-error: no offset
complete("{");

await init();
await init(new Uint8Array());
// @ts-expect-error: not something to load from
await init(1);

const changed: WhatIfAnswer = whatIf({ policy: "{}", changes: ["digest"], keys: { "a.pub": bytes }, until: "2027-01-01" });
console.log(changed.whatIf.map((one) => one.differs), changed.timeline[0]?.at);
// @ts-expect-error: a change that is no text
whatIf({ policy: "{}", changes: [1] });

const suite: SuiteRequest = { suite: "tests: []", files: { "keys/a.pub": bytes }, policyBase64: bytes, now: "2026-06-01T12:00:00Z" };
const tested: Tested = test(suite);
const surprises: TestAnswer[] = tested.tests.filter((one) => one.outcome !== "passed");
console.log(tested.requestError, tested.suiteErrors[0]?.span?.line, tested.passed + tested.failed + tested.broken, tested.untested[0]?.scope);
console.log(surprises.map((one) => [one.verdict === "open", one.unmet[0]?.field === "cause", one.problem, one.remedy]));
console.log(test({ suite: "tests: []", policy: "{}" }).needed.filter((one) => !one.isThere && one.kind === "dir").map((one) => one.path));
// @ts-expect-error: no suite
test({ files: {} });
// @ts-expect-error: two policies
test({ suite: "", policy: "{}", policyBase64: bytes });
// @ts-expect-error: bytes are no suite
test({ suite: bytes });

const report = readReport("Error: Source image rejected: …");
console.log(report?.image, report?.messages.map((one) => one.message), report?.scope?.transport);
// @ts-expect-error: bytes are no text
readReport(bytes);
