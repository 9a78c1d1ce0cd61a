//! What is good to know about a part, and what to do with it.

use alloc::format;
use alloc::string::String;

use super::titles;
use crate::inspect::{JsonKind, Node, PrivateKeyForm, Remark, What};

/// Whether something is in it that nobody should see.
pub(super) fn is_secret(node: &Node) -> bool {
    let is_here = matches!(node.what, What::PrivateKey(_) | What::Json(JsonKind::Credentials))
        || node
            .remarks
            .iter()
            .any(|remark| matches!(remark, Remark::HoldsPrivateKey(_)));
    is_here || node.children.iter().any(is_secret)
}

pub(super) fn remark(remark: &Remark) -> String {
    let text = match remark {
        Remark::ArmorRefused => {
            "nodes refuse armoured signatures: a signature file holds the binary message (`gpg --dearmor`)"
        }
        Remark::Attestation => "an attestation, not a signature of the image: nodes do not look at it",
        Remark::Attachment => {
            "nodes look at it only where registries.d has `use-sigstore-attachments: true`; try it with `pullgate evaluate --attachments`"
        }
        Remark::Authority => {
            "an authority: `caPath` of `fulcio`, `caRootsPath` or `caIntermediatesPath` of `pki` can name it"
        }
        Remark::Base64ForUrls => "in the alphabet of URLs: `keyData` and its like take the standard alphabet alone",
        Remark::BareSigstoreJson => {
            "as it stands here, nodes refuse it: a signature file begins with a NUL, `sigstore-json` and a line feed"
        }
        Remark::BundleNotLookedAt => {
            "nodes do not look at bundles: to them the image has no signature. Sign with `cosign sign --new-bundle-format=false --use-signing-config=false` (cosign 3), or with cosign 2"
        }
        Remark::CredentialsNotShown => "nothing of it is shown; no signature is decided by it",
        Remark::DetachedSignature => {
            "a detached signature: nodes take only a message that holds what it signs (`gpg --sign`, `skopeo standalone-sign`)"
        }
        Remark::EvaluateManifest => {
            "would a node pull it? `pullgate evaluate --policy FILE --image NAME --dir IMAGE_DIR`"
        }
        Remark::EvaluatePolicy => {
            "what it decides: `pullgate evaluate --policy FILE --image NAME`; what is wrong with it: `pullgate lint FILE`"
        }
        Remark::EvaluateRegistriesD => {
            "where nodes look with it: `pullgate evaluate --registries-d DIR --policy FILE --image NAME`"
        }
        Remark::EvaluateRequest => "to have it answered: `pullgate evaluate --jsonl FILE`",
        Remark::HoldsPrivateKey(form) => {
            return format!(
                "THERE IS A PRIVATE KEY IN IT ({}): nothing of it is shown; it does not belong here",
                titles::private_key(*form)
            );
        }
        Remark::InChunks => "it comes in chunks; places in it count from where the first begins",
        Remark::KeyForSignedBy => "`keyPath` of a `signedBy` requirement can name it",
        Remark::KeyForSigstore => {
            "`keyPath` of a `sigstoreSigned` requirement can name it, or `rekorPublicKeyPath` if it is a log's"
        }
        Remark::KeyVerifiesNothing => "an algorithm that no signature of an image is verified with",
        Remark::ListSignature => {
            "a pull chooses one of its images: nodes hold a signature against the manifest of that one, not against this list"
        }
        Remark::NoSignedTimestamp => {
            "without a signed timestamp (SET), as all entries of Rekor v2: `rekorPublicKeyPath` and `fulcio` need one, so no node can use this entry"
        }
        Remark::PemHeaders => "the block has headers: Go passes over it where a policy names it for `fulcio`",
        Remark::PemLabel(label) => {
            return format!("the label is `{label}`: Go passes over it where a policy names it for `fulcio`");
        }
        Remark::PemWanted => {
            "policies take keys and certificates in PEM (`openssl … -inform DER`): as it stands, Go refuses it"
        }
        Remark::PublicHalf(form) => return public_half(*form),
        Remark::ShownBefore => "the same certificate as one above",
        Remark::SignedTimestamp => "whether the SET holds, the log's key says: `rekorPublicKeyPath` of a requirement",
        Remark::SimpleSignature => "a signature as `signature-1` files have it: verified by `signedBy`",
        Remark::SubjectCanBeAsked {
            email: true,
            host: false,
        } => "a policy can ask for this email: `subjectEmail` of `fulcio` or `pki`",
        Remark::SubjectCanBeAsked { email: false, .. } => {
            "a policy can ask for this DNS name: `subjectHostname` of `pki`"
        }
        Remark::SubjectCanBeAsked { .. } => {
            "a policy can ask for these names: `subjectEmail` of `fulcio` or `pki`, `subjectHostname` of `pki`"
        }
        Remark::TimestampNotLookedAt => "it has an RFC 3161 time stamp, which nodes do not look at",
        Remark::UriCannotBeAsked => {
            "the identity is a URI, and no policy can ask for one: `fulcio` and `pki` know `subjectEmail`, `pki` also `subjectHostname`"
        }
    };
    text.into()
}

/// How the public half is made, which is all that a policy needs.
fn public_half(form: PrivateKeyForm) -> String {
    let command = match form {
        PrivateKeyForm::Cosign => "`cosign public-key --key FILE`",
        PrivateKeyForm::Dsa
        | PrivateKeyForm::EncryptedPkcs8
        | PrivateKeyForm::OtherPem
        | PrivateKeyForm::Pkcs1
        | PrivateKeyForm::Pkcs8
        | PrivateKeyForm::Sec1 => "`openssl pkey -in FILE -pubout`",
        PrivateKeyForm::OpenPgp => "`gpg --export KEY`",
        PrivateKeyForm::Pkcs12 => "`openssl pkcs12 -in FILE -nokeys`",
        PrivateKeyForm::Age
        | PrivateKeyForm::Jwk
        | PrivateKeyForm::Minisign
        | PrivateKeyForm::OpenSsh
        | PrivateKeyForm::Putty => return "no policy can name such a key, nor its public half".into(),
    };
    format!("a policy names the public half, which {command} gives; keep this file to yourself")
}
