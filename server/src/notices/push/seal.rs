//! The encryption of a push (RFC 8291 with the `aes128gcm` coding of RFC 8188): only the browser that gave the keys reads
//! it, and it knows that it comes from somebody who has them.

use aes_gcm::aead::Aead;
use aes_gcm::{Aes128Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use sha2::Sha256;

use crate::edge::Edge;

/// Bytes of a record; the message is one.
const RECORD_SIZE: u32 = 4096;
/// What is sealed is filled up to this, so that no push is told from another by its length.
const PADDED: usize = 64;
/// After the text of the last record.
const LAST: u8 = 2;

/// The body of a push with this text; `None` for a text that is longer than ours ever are.
pub(super) fn seal(to: &PublicKey, auth: &[u8; 16], text: &[u8], edge: &Edge) -> Option<Vec<u8>> {
    let mut padded = text.to_vec();
    padded.push(LAST);
    if padded.len() > PADDED {
        return None;
    }
    padded.resize(PADDED, 0);
    let own =
        std::iter::repeat_with(|| SecretKey::from_slice(&edge.bytes::<32>()).ok()).take(64).find_map(|key| key)?;
    seal_with(&own, edge.bytes(), to, auth, &padded)
}

fn seal_with(own: &SecretKey, salt: [u8; 16], to: &PublicKey, auth: &[u8; 16], record: &[u8]) -> Option<Vec<u8>> {
    let (theirs, ours) = (to.to_encoded_point(false), own.public_key().to_encoded_point(false));
    let shared = ecdh::diffie_hellman(own.to_nonzero_scalar(), to.as_affine());
    let info = [b"WebPush: info\0", theirs.as_bytes(), ours.as_bytes()].concat();
    let secret: [u8; 32] = derive(auth, shared.raw_secret_bytes(), &info)?;
    let key: [u8; 16] = derive(&salt, &secret, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(&salt, &secret, b"Content-Encoding: nonce\0")?;
    let sealed = Aes128Gcm::new(&key.into()).encrypt(&Nonce::from(nonce), record).ok()?;
    let id_len = u8::try_from(ours.as_bytes().len()).ok()?;
    Some([&salt[..], &RECORD_SIZE.to_be_bytes(), &[id_len], ours.as_bytes(), &sealed].concat())
}

fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    #[test]
    fn as_in_the_example_of_rfc_8291() {
        let own = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).expect("a key");
        let to = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let to = PublicKey::from_sec1_bytes(&bytes(to)).expect("a key");
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().expect("16 bytes");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let mut record = b"When I grow up, I want to be a watermelon".to_vec();
        record.push(LAST);
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                        AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        let body = seal_with(&own, salt, &to, &auth, &record).expect("a body");
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(body), expected);
    }

    #[test]
    fn pushes_in_both_languages_have_one_length() {
        let edge = Edge::system();
        let to = SecretKey::from_slice(&[7; 32]).expect("a key").public_key();
        let of = |text: &[u8]| seal(&to, &[1; 16], text, &edge).map(|body| body.len());
        assert_eq!(of(b"da"), of(b"english"));
        assert_eq!(of(&[b'a'; PADDED]), None);
        assert_ne!(seal(&to, &[1; 16], b"da", &edge), seal(&to, &[1; 16], b"da", &edge), "a key is never used twice");
    }
}
