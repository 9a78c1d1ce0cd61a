//! What `gpg` 2.2.40 made for the tests: an Ed25519 key of 2023-11-14 with a signing subkey, and messages of 2024-03-09.

use alloc::vec::Vec;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

/// The fingerprint of the primary key, as `gpg` lists it.
pub(crate) const PRIMARY: &str = "A644B5FEF3DCCF5AB18E58D095AEEA11681D3ED2";
/// The fingerprint of the subkey.
pub(crate) const SUBKEY: &str = "E91E987521E011D98DED6BD9D057944AE2AC8749";
/// What was signed.
pub(crate) const CONTENT: &[u8] = b"content";
/// 2026-01-01T00:00:00Z
pub(crate) const NOW: u32 = 1_767_225_600;

/// `gpg --export`
pub(crate) fn key() -> Vec<u8> {
    decode(concat!(
        "mDMEZVPxABYJKwYBBAHaRw8BAQdAx4PFb5E+IU3iwaai8kdknnOFzrSQO1LXLyY4Wu/ciqm0F1Rlc3QgPHRlc3RAZXhhbXBsZS5jb20+iJAEExYIADgWIQSm",
        "RLX+89zPWrGOWNCVruoRaB0+0gUCZVPxAAIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRCVruoRaB0+0lQKAPoDn5SChpe8HeNV4rklW9G8XUQ5dBDx",
        "iuLJV4aFS5qmVgD/ezFinuRWIr7BD0Xhxn/O2yGTOqPaRSTMVVZ01Ut5igq4MwRlU/EBFgkrBgEEAdpHDwEBB0CrQtWxjdSL6Okm0WMsdNorVoiUf9FdaxowR",
        "u+ANp3rO4jvBBgWCAAgFiEEpkS1/vPcz1qxjljQla7qEWgdPtIFAmVT8QECGwIAgQkQla7qEWgdPtJ2IAQZFggAHRYhBOkemHUh4BHZje1r2dBXlErirIdJBQ",
        "JlU/EBAAoJENBXlErirIdJYkMBAK+9Vzwim+MexYDtGu2LQtq9RfTdwJr6wXY5Nrw6qdD8AP9iTttegOq327g6JXmQQDHgBylXCL7fL5YohpBKyoncAsyOAQD",
        "H4Xn2wkA2cg8tGEBBsud1c3EQieL5PegazMsI7Phd1QEAm14MP7zLMAGhPO1921EXSc19B38uzV3YzYeIWd6y9AA=",
    ))
}

/// `gpg --export-secret-keys`: the first packet.
pub(crate) fn secret_key_packet() -> Vec<u8> {
    decode(
        "lFgEZVPxABYJKwYBBAHaRw8BAQdAx4PFb5E+IU3iwaai8kdknnOFzrSQO1LXLyY4Wu/ciqkAAP9Mobyp1K85+nZcWNukUAx/YUU/RX+r7zK34TPRLhwidRB9",
    )
}

/// `gpg --compress-algo none --sign`, by the primary key.
pub(crate) fn message() -> Vec<u8> {
    decode(concat!(
        "kA0DAAgWla7qEWgdPtIByw1iAGXsh4Bjb250ZW50iHUEABYIAB0WIQSmRLX+89zPWrGOWNCVruoRaB0+0gUCZeyHgAAKCRCVruoRaB0+0vqLAQD5cVRb3IhV",
        "rCCV1WYz49hQS2Iy/DEB0LcVHxdhrZxZcAEAyyUPchScNPYprQJpL29N2ygCTTAZjhD98cHptddVPgs=",
    ))
}

/// `gpg --sign`, by the subkey; compressed.
pub(crate) fn message_by_subkey() -> Vec<u8> {
    decode(concat!(
        "owGbwMvMwCF2IXyK16M17Z6Mp3mTGFLftDck5+eVpOaVdJSyMIhxMMiKKbK8lJtRqvhA8Gbv2+ybMOWsTCC1DFycAjARodUMf3guP9KY6uBs8t4+36azx4Hnb",
        "9e7I5vPv4x1CzOwlnoZo8LwP6TlOZe6cMPd0zt69qk9b3u+J3m1qOYVn4xIlag5x9QauAE=",
    ))
}

fn decode(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}
