//! What is wrong with a part. What the reference says of it is quoted from its own words.

use alloc::format;
use alloc::string::String;

use crate::inspect::{DEPTH_LIMIT, LENGTH_LIMIT, NODE_LIMIT, Problem};
use crate::json::SyntaxErrorKind;
#[cfg(feature = "yaml")]
use crate::render::containers_image::registries_d::configuration_error;
use crate::render::containers_image::{
    certificate, go, image, jws, payload, rekor, signature_sources, sigstore, trust,
};

pub(super) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::ArmorDamaged => "the checksum is another: GnuPG reads nothing of this block".into(),
        Problem::Base64(error) => go::base64_error(*error),
        Problem::BlockWithoutEnd => "the block has no END line: it is cut off".into(),
        Problem::Certificate(error) => {
            format!("Go refuses it: {}", certificate::parse::certificate_error(error))
        }
        Problem::CutOff { missing: 0 } => "it is cut off".into(),
        Problem::CutOff { missing: 1 } => "it is cut off: 1 byte is missing".into(),
        Problem::CutOff { missing } => format!("it is cut off: {missing} bytes are missing"),
        Problem::DamagedCompression => "the compressed data is damaged: GnuPG stops here".into(),
        Problem::Extension(error) => format!("Go refuses it: {}", certificate::parse::extension_error(error)),
        // Which character it is, is not said: it may be one of a key.
        Problem::Json { place, kind } => match kind {
            SyntaxErrorKind::UnexpectedEnd => format!("the JSON ends too early, at byte {}", place.start),
            _ => format!("it stops being JSON at byte {}", place.start),
        },
        Problem::Jws(error) => format!("the reference computes no digest of it: {}", jws::jws_error(error)),
        Problem::KeyVersion => "GnuPG 2.2 reads keys of version 4 alone, and skips this one".into(),
        Problem::List(error) => format!("the reference refuses it: {}", image::list_error(error).text),
        Problem::MalformedDer => "it is not the DER that it should be: what follows is not shown".into(),
        Problem::MalformedPacket => "it is malformed: GnuPG reads nothing behind it".into(),
        Problem::MalformedSubpackets(place) => {
            format!("the subpackets cannot be read from byte {} on", place.start)
        }
        Problem::Missing(member) => format!("`{member}` is missing, or of a wrong type"),
        Problem::NoPacket(place) => format!(
            "no packet begins at byte {}: GnuPG reads nothing from here on",
            place.start
        ),
        Problem::NoPem => "Go finds no PEM block in it: a line is broken, or its base64".into(),
        Problem::NotBuilt => "this build of pullgate does not look into OpenPGP".into(),
        Problem::OciManifest(error) => format!(
            "the reference refuses it: {}",
            signature_sources::oci_manifest_error(error)
        ),
        Problem::Payload(error) => format!("the reference refuses it: {}", payload::payload_error(error).text),
        Problem::PublicKey(error) => format!("Go refuses it: {}", trust::public_key_error(error)),
        #[cfg(feature = "yaml")]
        Problem::RegistriesD(error) => {
            let text = configuration_error(error).text;
            format!("the reference refuses it: {}", text.replace('\n', " "))
        }
        Problem::Rekor(error) => format!("the reference refuses it: {}", rekor::rekor_error(error)),
        Problem::RsaKey(error) => format!("Go verifies nothing with it: {}", sigstore::rsa_key_error(*error)),
        Problem::SignatureBlob(error) => format!(
            "as a signature file the reference refuses it: {}",
            image::signature_blob_error(error)
        ),
        Problem::SignatureVersion => "GnuPG 2.2 does not read signatures of this version".into(),
        Problem::TooDeep => format!("it is not looked into: more than {DEPTH_LIMIT} wrappings, or too much in them"),
        Problem::TooLong => format!(
            "it is longer than {} MiB, which is as much as is looked into",
            LENGTH_LIMIT >> 20
        ),
        Problem::TooManyParts => format!("it has more than {NODE_LIMIT} parts; the rest is left out"),
        Problem::UnknownCompression => "an unknown way to compress: GnuPG reads nothing behind it".into(),
    }
}
