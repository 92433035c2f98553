use super::*;

fn wrapped(byte: u8) -> Wrapped {
    Wrapped { nonce: [byte; NONCE_LEN], cipher: [byte; WRAPPED_LEN] }
}

fn header() -> VaultHeader {
    VaultHeader {
        person: PersonId::from_bytes([1; 16]),
        enrolment: EnrolmentId::from_bytes([2; 12]),
        initials: "MJ".into(),
        created_at: Timestamp::from_ms(1_770_000_000_000),
        password: Some(PasswordSlot { kdf: KdfParams::STANDARD, salt: [3; SALT_LEN], wrapped: wrapped(4) }),
        passkeys: Vec::new(),
        server: ServerSlot { wrapped: wrapped(5) },
        key_pair: None,
        server_public_key: None,
    }
}

#[test]
fn a_header_is_read_back_with_all_its_room_used() {
    let mut full = header();
    full.passkeys = vec![
        PasskeySlot { credential: vec![6; 64], salt: [7; KEY_LEN], wrapped: wrapped(8) },
        PasskeySlot { credential: vec![9; 16], salt: [10; KEY_LEN], wrapped: wrapped(11) },
    ];
    full.key_pair = Some(KeyPair { public: vec![12; 32], nonce: [13; NONCE_LEN], private: vec![14; 48] });
    full.server_public_key = Some(vec![15; 32]);
    let mut without = full.clone();
    without.password = None;
    for header in [header(), full, without] {
        assert_eq!(VaultHeader::from_bytes(&header.to_bytes()), Ok(header));
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let good = header().to_bytes();
    for index in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[index] ^= 1 << bit;
            let read = VaultHeader::from_bytes(&bad);
            assert!(read.is_err(), "bit {bit} of byte {index} went unseen");
        }
    }
}

#[test]
fn every_cut_is_found() {
    let good = header().to_bytes();
    for len in 0..good.len() {
        let read = VaultHeader::from_bytes(&good[..len]);
        assert!(matches!(read, Err(HeaderError::Damaged(_))), "{len}: {read:?}");
    }
}

#[test]
fn a_newer_header_is_named_and_not_called_damaged() {
    let body = encode(&header());
    let digest = Sha256::digest(&body).into();
    let newer = encode(&Envelope { version: 2, body, digest });
    assert_eq!(VaultHeader::from_bytes(&newer), Err(HeaderError::Newer(2)));
}

#[test]
fn fields_of_a_later_minor_form_are_skipped() {
    #[derive(Encode)]
    #[cbor(map)]
    struct Later {
        #[n(0)]
        person: PersonId,
        #[n(1)]
        enrolment: EnrolmentId,
        #[n(2)]
        initials: String,
        #[n(3)]
        created_at: Timestamp,
        #[n(4)]
        password: PasswordSlot,
        #[n(5)]
        passkeys: Vec<PasskeySlot>,
        #[n(6)]
        server: ServerSlot,
        #[n(40)]
        hint: u32,
    }
    let h = header();
    let body = encode(&Later {
        person: h.person,
        enrolment: h.enrolment,
        initials: h.initials.clone(),
        created_at: h.created_at,
        password: h.password.clone().expect("a password"),
        passkeys: Vec::new(),
        server: h.server.clone(),
        hint: 7,
    });
    let digest = Sha256::digest(&body).into();
    let bytes = encode(&Envelope { version: VERSION, body, digest });
    assert_eq!(VaultHeader::from_bytes(&bytes), Ok(h));
}

#[test]
fn costs_no_device_can_bear_are_refused() {
    for kdf in [
        KdfParams { m_kib: u32::MAX, ..KdfParams::STANDARD },
        KdfParams { m_kib: 8, ..KdfParams::STANDARD },
        KdfParams { t: 0, ..KdfParams::STANDARD },
        KdfParams { p: 99, ..KdfParams::STANDARD },
    ] {
        let mut header = header();
        header.password.as_mut().expect("a password").kdf = kdf;
        let read = VaultHeader::from_bytes(&header.to_bytes());
        assert_eq!(read, Err(HeaderError::Damaged("its password costs")));
    }
}

#[test]
fn slots_cannot_be_exchanged_between_persons_or_kinds() {
    let (a, b) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
    let base = slot_associated_data(a, Slot::Password);
    assert_ne!(base, slot_associated_data(a, Slot::Server));
    assert_ne!(base, slot_associated_data(a, Slot::Passkey));
    assert_ne!(base, slot_associated_data(b, Slot::Password));
}

#[test]
fn a_passkeys_key_follows_from_all_that_it_is_for() {
    let secret = PasskeySecret { credential: vec![1; 16], salt: [2; KEY_LEN], output: [3; KEY_LEN] };
    let person = PersonId::from_bytes([1; 16]);
    let key = passkey_wrapping_key(person, &secret);
    assert_ne!(key, secret.output);
    for other in [
        PasskeySecret { credential: vec![9; 16], ..secret.clone() },
        PasskeySecret { salt: [9; KEY_LEN], ..secret.clone() },
        PasskeySecret { output: [9; KEY_LEN], ..secret.clone() },
    ] {
        assert_ne!(key, passkey_wrapping_key(person, &other));
    }
    assert_ne!(key, passkey_wrapping_key(PersonId::from_bytes([2; 16]), &secret));
}

#[test]
fn the_lock_screen_gets_initials_and_no_name() {
    assert_eq!(initials("Maria Østergaard Jensen"), "MØJ");
    assert_eq!(initials("  "), "");
    assert_eq!(initials("a b c d e f").chars().count(), INITIALS_MAX);
    let mut header = header();
    header.initials = "Maria".into();
    assert_eq!(VaultHeader::from_bytes(&header.to_bytes()), Err(HeaderError::Damaged("its initials")));
}
