//! May this image be pulled and run under this policy? The answer of containers/image, and the reason.
//!
//! Bytes → [`json`] (a tree with byte spans) → [`policy::parse`] → [`policy::Policy`]; an image string → [`reference::ImageReference`];
//! both → [`lookup`] → the chosen scope and every candidate that lost; its requirements × the image's untrusted signatures →
//! [`verify`] against trust roots → checks that carry evidence or a reason; [`evaluate`] folds them into an [`trace::Evaluation`], a tree;
//! [`render`] shows the tree as CRI-O log lines, JSON or text. Parsing returns what it could read and everything that is wrong with it;
//! evaluation returns a tree. Neither panics, neither does I/O, neither reads a clock.
//!
//! [`evaluate::PolicyContext`] asks a policy the reference's two questions, whether an image may run and whose signatures are accepted;
//! `verify::simple_signing::stand_alone` verifies a signature without a policy.
//!
//! [`exchange`] is the one door for the command, npm, the page and the fixtures: a request goes in, an answer comes out.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod budget;
pub mod diagnostic;
pub mod files;
pub mod near;
pub mod source;

pub mod asn1;
pub mod base64;
pub mod json;
#[cfg(feature = "yaml")]
pub mod yaml;

pub mod lookup;
pub mod policy;
pub mod reference;
#[cfg(feature = "yaml")]
pub mod registries_d;

pub mod crypto;
pub mod image;
#[cfg(feature = "openpgp")]
pub mod openpgp;
#[cfg(feature = "yaml")]
pub mod signature_sources;
pub mod trust;
pub mod verify;

pub mod evaluate;
pub mod explain;
pub mod trace;

pub mod incident;
pub mod inspect;
pub mod lint;
#[cfg(feature = "yaml")]
pub mod suite;

pub mod exchange;
pub mod render;
