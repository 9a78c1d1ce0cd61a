//! What people and programs read: one output, one file. English lives here, and nowhere below.

pub mod completion;
pub mod containers_image;
pub mod crio;
pub mod diagnostics;
pub mod explanation;
pub mod inspect;
pub mod json;
pub mod lint;
pub mod outline;
pub mod policy_in_force;
pub mod report;
#[cfg(feature = "yaml")]
pub mod suite;
pub mod text;
