/**
 * Loads the engine. In Node it is ready on import and this does nothing; in a browser's module script, `await init()` once before `evaluate` and `inspect`.
 *
 * @param source Where the WebAssembly is, if not beside this module: an address, a response, its bytes, or the compiled module.
 */
export default function init(source?: EngineSource): Promise<void>;

/**
 * Would this image be pulled under this policy, and why? The answer of containers/image.
 *
 * A refusal is a value, and so is the answer to a request with a bad field (`requestError`).
 *
 * @throws {TypeError} if `request` is not a plain object.
 */
export function evaluate(request: EvaluationRequest): Answer;

/**
 * What is wrong with a policy, or probably not meant so: rules that no image has, requirements that nothing can fulfil, keys that are about to expire.
 *
 * @throws {TypeError} if `request` is not a plain object.
 */
export function lint(request: LintRequest): Linted;

/**
 * A policy in one layout; order, strings and numbers stay as they are.
 *
 * @throws {TypeError} if `policy` is no text.
 */
export function format(policy: string): Formatted;

/**
 * What could be written at a place of a policy, which may be unfinished, and what stands there: for editors.
 *
 * @param offset In bytes of the policy as UTF-8, like all offsets; beyond the end is the end.
 * @param files Paths that the policy could name.
 * @param image An image, as in a request: the scopes that cover it are offered. What is no image's name offers nothing.
 * @throws {TypeError} if `policy` or `image` is no text, `offset` no whole number from 0, or `files` no list of texts.
 */
export function complete(policy: string, offset: number, files?: readonly string[], image?: string): Completions;

/**
 * What if? The same question with one thing changed, each by itself, and the times after `now` at which the verdict changes.
 *
 * @throws {TypeError} if `request` is not a plain object.
 */
export function whatIf(request: WhatIfRequest): WhatIfAnswer;

/**
 * Do the images of a test suite fall out under its policy as its author expects? docs/suites.md has the form of suites.
 *
 * A test that fails is a value, and so is a suite with errors in it (`suiteErrors`) and a request with a bad field (`requestError`).
 *
 * @throws {TypeError} if `request` is not a plain object.
 */
export function test(request: SuiteRequest): Tested;

/**
 * What does this error say? What was pasted of a refused pull, an error or a log of CRI-O, Kubernetes, podman, skopeo, buildah, bootc or cosign: the
 * image, the reference's own error without what was wrapped around it, what may be behind it, and what to give next to tell that apart.
 *
 * Look for private keys with `inspect` first; what stands between the marks of PEM is not read.
 *
 * @returns `null` for a text that is none.
 * @throws {TypeError} if `text` is no text.
 */
export function readReport(text: string): Report | null;

/** What a pasted error or log says. */
export interface Report {
  formatVersion: string;
  /** Who wrote it, such as `crioLog`, `kubernetesEvent`, `podman`; further kinds may come. */
  kind: string;
  /** The same in words. */
  title: string;
  /** As requests take it. */
  image: string | null;
  /** Of Kubernetes. */
  namespace: string | null;
  /** The policy's file. */
  policyPath: string | null;
  /** Which section of the policy decided; both empty for the policy's default, the scope for that of a transport. */
  scope: { transport: string; scope: string } | null;
  /** The requirement that was not fulfilled, from 1. */
  requirement: number | null;
  /** RFC 3339, UTC. */
  time: string | null;
  /** The reference's own text. */
  error: string | null;
  /** `null` also for an error that is not known. */
  errorClass: ErrorClass | null;
  /** What may be behind it, out of docs/causes.md, the likeliest first. */
  causes: string[];
  /** Sentences. */
  says: string[];
  /** What to give next to tell the causes apart. */
  missing: ("image" | "policy" | "registriesD" | "manifest" | "manifestList" | "signatures" | "keys")[];
  /** What the reference logged about this image. */
  messages: { level: "trace" | "debug" | "info" | "warning" | "error" | "fatal" | "panic"; message: string }[];
}

/** A suite, and the files that it names; as strict about its fields as `EvaluationRequest`. */
export type SuiteRequest = {
  /** The text of the suite: YAML. */
  suite: string;
  /**
   * Files by the suite's own text of their paths; those of a folder have its path, a slash, and their own: `images/app/manifest.json`. Nothing else is
   * looked at; a test whose files are missing is broken. `needed` of the answer says what is named.
   */
  files?: Readonly<Record<string, Bytes>>;
  /** RFC 3339, for tests that do not say a time; without it, the clock. */
  now?: string;
} & (
  | {
      /** The text of a policy that takes the place of the suite's; tests with a policy of their own keep that. */
      policy?: string;
      policyBase64?: never;
    }
  | {
      /** The bytes of such a policy, where they are not UTF-8. */
      policyBase64?: Bytes;
      policy?: never;
    }
);

/** How a suite fell out: good is only one with no `requestError`, no `suiteErrors`, and neither `failed` nor `broken` tests. */
export interface Tested {
  formatVersion: string;
  /** Why it is no request; then nothing was asked. */
  requestError: string | null;
  /** What is wrong with the suite; then nothing was asked. At most 20 are given. */
  suiteErrors: {
    message: string;
    /** What to do about it. */
    help: string | null;
    /** Where in the suite. */
    span: Span | null;
  }[];
  /** How many tests fell out as expected. */
  passed: number;
  /** How many did not. */
  failed: number;
  /** How many could not be asked, so that nobody knows. */
  broken: number;
  /** In the order of the suite. */
  tests: TestAnswer[];
  /** The scopes of the suite's policy, or of the one in its place, by which no test was decided, in the order of the policy. */
  untested: {
    /** Empty for the policy's default. */
    transport: string;
    /** Empty for a default. */
    scope: string;
    /** Where the policy has it. */
    span: Span | null;
  }[];
  /** What the suite names. */
  needed: {
    /** The suite's text of the path. */
    path: string;
    /** What should be there: one file, or one of the folders. */
    kind: "file" | "dir" | "ociLayout" | "policies" | "registriesD" | "store";
    /** Whether `files` had something for it. */
    isThere: boolean;
  }[];
}

/** How a test fell out. */
export interface TestAnswer {
  /** Its name, or its image's. */
  name: string;
  image: string;
  /** `broken`: it could not be asked, such as for a missing file; `problem` says why. */
  outcome: "passed" | "failed" | "broken";
  expected: "allow" | "refuse";
  /** `open`: let through without any check; `null` where it could not be asked. */
  verdict: "allowed" | "open" | "refused" | null;
  /** The scope that decided, as `scope` of a test names it. */
  scope: string | null;
  /** The verdict in one sentence. */
  summary: string | null;
  /** The reference's text of the refusal. */
  error: string | null;
  /** What is not as expected. */
  unmet: {
    /** The field of the test. */
    field: "expect" | "scope" | "cause" | "error";
    /** What the suite says. */
    expected: string;
    /** What there is; empty for nothing. */
    found: string;
    /** Where the suite says so. */
    span: Span | null;
  }[];
  /** Why it could not be asked. */
  problem: string | null;
  /** Of a refusal that was not expected, or for another cause: the likeliest cause, in words. */
  why: string | null;
  /** What would make an image pass that should. */
  remedy: string | null;
  /** Where the test stands in the suite. */
  span: Span | null;
}

/** A question, and what is to be changed in it. */
export type WhatIfRequest = EvaluationRequest & {
  /** `tag=v2`, `digest`, `image=docker://…`, `scope=registry.example/acme` (empty: the transport's default), `namespace=payments` (empty: none), `at=2027-01-01`. */
  changes?: readonly string[];
  /** Keys that might be trusted, by the paths that the policy would name; each is one change. */
  keys?: Readonly<Record<string, Bytes>>;
  /** Until when to look ahead: RFC 3339 or a day. */
  until?: string;
};

export interface WhatIfAnswer {
  formatVersion: string;
  /** Why it is no request; then nothing was asked. */
  requestError: string | null;
  /** Those of `changes`, then those of `keys`. */
  whatIf: {
    /** In words. */
    change: string;
    allowed: boolean;
    /** Whether the verdict is another than without the change. */
    differs: boolean;
    summary: string;
    error: string | null;
  }[];
  /** The times from which the verdict is another. */
  timeline: { at: string; allowed: boolean; summary: string }[];
}

/**
 * What is this? A file is told by its content and explained part by part: keys, signatures, certificates, bundles, manifests, and base64 of these.
 *
 * Private keys and credentials are recognised (`secret`), and nothing of them is in what comes back. Archives are not unpacked.
 *
 * @param input The file, or a text.
 * @param name What `source` begins with; `input` without it.
 * @throws {TypeError} if `input` is neither a `Uint8Array` nor a text.
 */
export function inspect(input: Uint8Array | string, name?: string): Inspected;

/** What a file is. */
export interface Inspected {
  formatVersion: string;
  name: string;
  /** Whether it was told what it is. */
  recognised: boolean;
  /** Whether a private key or credentials are in it, of which nothing is here. */
  secret: boolean;
  /** The whole file. */
  root: InspectedNode;
}

/** A part of a file. */
export interface InspectedNode {
  /** Stable for programs: `certificate`, `openpgp.signature`, `manifest`, …; `unknown` where it was not told. */
  kind: string;
  /** What it is, in a few words. */
  title: string;
  /** What it says if it says one thing, or more about what it is; or nothing. */
  note: string;
  /** What it says. */
  facts: InspectedFact[];
  /** What is wrong with it. */
  problems: string[];
  /** What is good to know about it. */
  remarks: string[];
  /** What `start` and `end` count in: the file, or what was decoded from it (`NAME!payload`). */
  source: string;
  /** Offset of the first byte. */
  start: number;
  /** Offset one past the last byte. */
  end: number;
  /** What it is made of. */
  children: InspectedNode[];
}

/** Something that a part says. */
export interface InspectedFact {
  label: string;
  value: string;
  /** Offset of its first byte, in the part's source; `null` where it has no place of its own. */
  start: number | null;
  /** Offset one past its last byte. */
  end: number | null;
}

/**
 * One question. A field that there is not, that is `undefined` or that has a value of another type is answered with `requestError`:
 * a mistyped `requireSigned` must not allow.
 */
export type EvaluationRequest = {
  /** Given back in the answer. */
  id?: string;
  /** `TRANSPORT:REST`, such as `docker://registry.example/acme/app:v1`. Without it the policy is only parsed. */
  image?: string;
  /** The pod's namespace, where it is known: a label of DNS, as Kubernetes has it. */
  namespace?: string;
  /** The files of CRI-O's `signature_policy_dir`, names and texts: `NAMESPACE.json`, if it is there, replaces the policy whole. */
  policyDir?: Readonly<Record<string, string>>;
  /** The exact bytes of the image's manifest. Without them the image has none that could be read. */
  manifest?: Bytes;
  /** The exact bytes of the list that the image is chosen from; `manifest` and `signatures` are then the image's own. */
  manifestList?: Bytes;
  /** Which image of the list, by its digest; without this and `platform`, the one whose digest is that of `manifest`. */
  instance?: string;
  /** Which image of the list, by the platform that a pull would choose it for, such as `linux/arm64/v8`. */
  platform?: string;
  /** What the `signature-N` files hold, in order: binary OpenPGP messages, or NUL `sigstore-json` LF and JSON. */
  signatures?: readonly Bytes[];
  /** The files of `registries.d`, names and texts: `signatureSources` of the answer then says where a node would look. */
  registriesD?: Readonly<Record<string, string>>;
  /** What lies in the lookaside store, by paths such as `acme/app@sha256=…/signature-1`; in place of `signatures`. */
  lookaside?: Readonly<Record<string, Bytes>>;
  /** The manifest `sha256-….sig` with the blobs that it names, or what `cosign download signature` printed; in place of `signatures`. */
  attachments?: readonly Bytes[];
  /** Files by the policy's own text of their paths. */
  files?: Readonly<Record<string, Bytes>>;
  /** Refuse unless a requirement verified a signature. */
  requireSigned?: boolean;
  /** RFC 3339, such as `2026-06-01T12:00:00Z`; without it, the clock. */
  now?: string;
  /** Explain a refusal (`explanation` of the answer); that takes some dozens of evaluations more. */
  explain?: boolean;
} & (
  | {
      /** The text of `policy.json`. */
      policy: string;
      policyBase64?: never;
    }
  | {
      /** The bytes of `policy.json`, where they are not UTF-8. */
      policyBase64: Bytes;
      policy?: never;
    }
);

/** A policy to look at, and what belongs to it; as strict about its fields as `EvaluationRequest`. */
export type LintRequest = {
  /** The files of `registries.d`, names and texts: whether nodes look for the signatures that are asked for. */
  registriesD?: Readonly<Record<string, string>>;
  /** Files by the policy's own text of their paths. Without it, only keys in the policy itself are looked at. */
  files?: Readonly<Record<string, Bytes>>;
  /** RFC 3339; without it, the clock. */
  now?: string;
  /** The release of containers/image that the nodes run, such as `5.29`: what it does not know yet is an error. */
  library?: string;
} & ({ policy: string; policyBase64?: never } | { policyBase64: Bytes; policy?: never });

/** What `lint` has to say. */
export interface Linted {
  formatVersion: string;
  /** Why it is no request; then nothing was looked at. */
  requestError: string | null;
  /** The reference's text for a policy that does not parse. */
  policyError: string | null;
  /** Whether everything was looked at: not where the policy does not parse, nor behind a limit, such as 500 findings. */
  complete: boolean;
  /** In the order of the text. */
  diagnostics: Diagnostic[];
}

/** The answer of `format`. */
export interface Formatted {
  formatVersion: string;
  /** `null` where the policy is not JSON. */
  text: string | null;
  policyError: string | null;
  /** Why there is no text: comments, too, are not dropped silently. */
  diagnostics: Diagnostic[];
}

/** The answer of `complete`. Offsets are in bytes. */
export interface Completions {
  formatVersion: string;
  /** What a candidate takes the place of: the string or word around the place, quotes included, or nothing. */
  replace: { start: number; end: number };
  /** The likeliest first. */
  candidates: Candidate[];
  /** What the word there means; `null` where none of the language stands. */
  about: {
    title: string;
    text: string;
    span: { start: number; end: number };
    /** The page to read on, such as `PG0706`. */
    code: string | null;
  } | null;
}

/** A text that could be written. */
export interface Candidate {
  /** What it is chosen by. */
  label: string;
  /** With quotes and the commas that it needs, and, of a field that is not there yet, with a value to begin with. */
  insert: string;
  /** Where one goes on to write, in bytes of `insert`. */
  caret: number;
  /** What it means. */
  note: string;
}

/** Bytes, or their standard base64. */
export type Bytes = Uint8Array | string;

/** The answer to a request; `requestError` tells the two apart. */
export type Answer = Evaluated | NotARequest;

/** The answer to something that is no request. */
export interface NotARequest {
  formatVersion: string;
  /** The request's, where it could be read. */
  id?: string;
  /** Why it is no request. */
  requestError: string;
  allowed?: never;
}

/** Which policy an image is judged by. */
export interface PolicyInForce {
  /** As spans name it: `policy.json`, or `policies/NAMESPACE.json`. */
  file: string;
  namespace: string | null;
  reason: "namespaceFile" | "noNamespaceFile" | "noNamespace";
  /** The same in a sentence. */
  text: string;
  /** What the node's policy would say of an image that is judged by its namespace's; only with `explain`, else `null`. */
  nodePolicy: {
    allowed: boolean;
    summary: string;
    /** What it means that the two differ. */
    note: string | null;
  } | null;
}

/** The answer to a request. */
export interface Evaluated {
  formatVersion: string;
  /** The request's. */
  id?: string;
  /** The decision. */
  allowed: boolean;
  /** The verdict in one sentence; `null` when only the policy was parsed. */
  summary: string | null;
  /** The reference's text for a refusal. */
  error: string | null;
  errorClass: ErrorClass | null;
  /** The reference's text for a policy that does not parse; then nothing was evaluated. */
  policyError: string | null;
  /** The reference's text for an image name that does not parse; then nothing was evaluated. */
  imageError: string | null;
  requestError: null;
  /** Such as `docker:registry.example/acme/app:v1`. */
  identity: string | null;
  /** The policy namespaces, nearest first. */
  namespaces: string[];
  /** Which manifest was given; `null` where there is none. */
  manifest: Manifest | null;
  /** Which policy the image is judged by; only with `namespace` or `policyDir`. */
  policyInForce?: PolicyInForce;
  /** What the reference logs. */
  log: LogLine[];
  /** The decision as a tree; `null` when nothing was evaluated. */
  trace: TraceNode[] | null;
  /** Where a node would look for the signatures; only with `registriesD`. */
  signatureSources?: SignatureSources;
  /** Why the image is refused and what would make it pass; only with `explain`. */
  explanation?: Explanation;
  diagnostics: Diagnostic[];
}

/** Why an image is refused, and what would make it pass. */
export interface Explanation {
  /** The likeliest first. */
  causes: Cause[];
  /** The narrowest first, then what has to be done elsewhere. */
  remedies: Remedy[];
  /** Nothing at hand makes the image pass under a policy that still asks for signatures. */
  noneWithinPolicy: boolean;
}

/** One thing that is in the way. */
export interface Cause {
  /** Out of docs/causes.md, such as `wrongKey`. */
  kind: string;
  /** A sentence or two. */
  text: string;
  /** `counterfactual`: the reference would not have come to it. */
  reach: "effective" | "counterfactual";
  /** The requirement of the chosen scope, from 1. */
  requirement: number | null;
  /** The signature, from 1. */
  signature: number | null;
  /** What would have done. */
  expected: string[];
  /** What there is. */
  found: string[];
  /** A key at hand that made the signature, although it is not trusted here. */
  fits: string | null;
  span: Span | null;
}

/** One way to make the image pass. */
export interface Remedy {
  /** Such as `replaceKey`. */
  kind: string;
  text: string;
  /** It was evaluated, and the image is allowed. */
  verified: boolean;
  /** A forged twin of the image is still refused: it may be offered to be applied. */
  apply: boolean;
  /** What else passes then; `null` for nothing. */
  opens: string | null;
  /** Changes of the policy's text. */
  edits: { span: Span; insert: string }[];
  /** What to run, for what has to be done elsewhere. */
  command: string | null;
  /** The fields of the request that change, whole; put into it, they make the request that was evaluated. Bytes are base64. */
  amended: Partial<EvaluationRequest> | null;
}

/** Where a node would look for an image's signatures. */
export interface SignatureSources {
  /** The store of simple signatures; `null` where none is asked. */
  lookaside: {
    /** Of the first signature; where the image has no digest, what stands before it. Without a password. */
    url: string;
    isSignature: boolean;
    /** `null` for the built-in place. */
    key: "lookaside" | "sigstore" | null;
    /** A namespace, or `default-docker`. */
    scope: string | null;
    span: Span | null;
  } | null;
  /** Sigstore attachments; `null` where the question does not arise. */
  attachments: {
    enabled: boolean;
    /** The name of their manifest; `null` where the image has no digest. */
    image: string | null;
    scope: string | null;
    span: Span | null;
  } | null;
  /** Why nothing is asked. */
  note: string | null;
  /** What a node logs when it opens the image. */
  log: LogLine[];
}

export type ErrorClass =
  | "policyRequirement"
  | "invalidSignature"
  | "invalidPolicy"
  | "invalidReference"
  | "unsupported"
  | "limit"
  | "other";

/** The manifest of the image. */
export interface Manifest {
  /** `instance`: of a list. */
  of: "manifest" | "instance";
  /** What signatures are held against; `null` where it has none. */
  digest: string | null;
  /** Told from the bytes; `null` where that cannot be. */
  mediaType: string | null;
  /** What the list says that the image is for. */
  platform: string | null;
  /** The list; `instance` is the digest that it has for the image. */
  list: { digest: string | null; mediaType: string | null; instance: string | null } | null;
}

export interface LogLine {
  level: "debug" | "error";
  /** Leading blanks are part of it. */
  message: string;
}

/** A node of the decision. */
export interface TraceNode {
  /** `image`, `scope`, `requirement`, `signature`, `check.key`, … */
  kind: string;
  /** `open`: let through without a check. */
  outcome: "pass" | "fail" | "open" | "skipped" | "notReached";
  /** `counterfactual`: the reference would not have come here; it never changes the decision. */
  reach: "effective" | "counterfactual";
  /** A word or two. */
  title: string;
  /** A sentence, or nothing. */
  note: string;
  /** What was expected and what was found. */
  facts: Fact[];
  /** Where it is written. */
  span: Span | null;
  children: TraceNode[];
}

export interface Fact {
  label: string;
  value: string;
  emphasis: "good" | "bad" | "plain";
  span: Span | null;
}

/** A range of a text of the request. */
export interface Span {
  /** `policy.json`, `signature-1`, `signature-1!payload`, `registries.d/NAME`, a path of `files`, or `suite`. */
  file: string;
  /** Offset of the first byte. */
  start: number;
  /** Offset one past the last byte. */
  end: number;
  /** From 1. */
  line: number;
  /** From 1, in Unicode scalar values. */
  column: number;
}

export interface Diagnostic {
  /** Such as `PG0002`. */
  code: string;
  severity: "error" | "warning" | "information";
  message: string;
  labels: { span: Span; message: string | null }[];
  help: string[];
  /** What to write instead; nothing where only the author can know. */
  edits: { span: Span; insert: string }[];
  /** The edits may be made without asking: nodes then decide as before, or the text did not parse, and now it does as it was plainly meant. */
  isSafe: boolean;
}

/** What `init` can load the engine from, as far as the platform's types know of it. */
export type EngineSource =
  | string
  | ArrayBuffer
  | Uint8Array
  | Platform<"URL">
  | Platform<"Response">
  | (typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : never);

type Platform<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer Type }> ? Type : never;
