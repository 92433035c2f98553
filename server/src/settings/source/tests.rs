use std::io::Write;
use std::net::SocketAddr;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn from_file(text: &str) -> Result<Settings, BadSettings> {
    let file = file(text);
    load(&Given { config: Some(file.path().to_owned()), ..Given::default() }, [])
}

#[test]
fn nothing_said_is_a_pilot_on_this_machine() {
    let settings = load(&Given::default(), []).expect("good settings");
    assert_eq!(settings.db, Database::Sqlite("samspil-data/samspil.db".into()));
    assert_eq!(settings.keys_db, Database::Sqlite("samspil-data/keys.db".into()));
    assert_eq!(settings.listen, "127.0.0.1:8080".parse::<SocketAddr>().expect("an address"));
    assert_eq!(settings.public_url_at(settings.listen).origin(), "http://localhost:8080");
    assert!(settings.trusted_proxies.is_empty());
    assert!(!settings.kill_service_worker);
}

#[test]
fn the_service_worker_is_switched_off_from_anywhere() {
    let said = [
        load(&Given { kill_service_worker: true, ..Given::default() }, []),
        load(&Given::default(), environment(&[("SAMSPIL_KILL_SERVICE_WORKER", "true")])),
        from_file("kill_service_worker = true"),
    ];
    for settings in said {
        assert!(settings.expect("good settings").kill_service_worker);
    }
    assert!(from_file("kill_service_worker = 'perhaps'").is_err());
}

#[test]
fn whether_staff_need_a_passkey_is_said_anywhere_or_left_open() {
    assert_eq!(load(&Given::default(), []).expect("good settings").require_staff_passkey, None);
    let said = [
        load(&Given { require_staff_passkey: Some("false".into()), ..Given::default() }, []),
        load(&Given::default(), environment(&[("SAMSPIL_REQUIRE_STAFF_PASSKEY", "false")])),
        from_file("require_staff_passkey = false"),
    ];
    for settings in said {
        assert_eq!(settings.expect("good settings").require_staff_passkey, Some(false));
    }
    assert!(from_file("require_staff_passkey = 'perhaps'").is_err());
}

#[test]
fn mail_and_push_are_off_until_they_are_set_up() {
    let none = load(&Given::default(), []).expect("good settings");
    assert_eq!((none.mail, none.push_contact), (None, None));
    let text = "smtp = 'smtps://samspil:hemmelig@mail.example'\nmail_from = 'samspil@klitmark.example'\n\
         push_contact = 'mailto:drift@klitmark.example'";
    let settings = from_file(text).expect("good settings");
    assert!(!format!("{settings:?}").contains("hemmelig"), "the password is never printed");
    let mail = settings.mail.expect("mail");
    assert_eq!((mail.sender.as_str(), mail.hour), ("samspil@klitmark.example", MailSettings::HOUR));
    assert_eq!(mail.mail().expect("a relay").hour(), MailSettings::HOUR);
    assert_eq!(settings.push_contact.expect("push").as_str(), "mailto:drift@klitmark.example");
    for bad in [
        "smtp = 'smtps://mail.example'",
        "mail_from = 'samspil@klitmark.example'",
        "smtp = 'smtp://u:hemmelig@mail.example'\nmail_from = 'a@b.example'",
        "smtp = 'smtps://mail.example'\nmail_from = 'Samspil'",
        "smtp = 'smtps://mail.example'\nmail_from = 'a@b.example'\nmail_hour = 24",
        "push_contact = 'drift@klitmark.example'",
    ] {
        let problems = from_file(bad).expect_err(bad).to_string();
        assert!(!problems.contains("hemmelig"), "{problems}");
    }
}

#[test]
fn options_win_over_environment_and_environment_over_file() {
    let file = file("node = 'file'\nlisten = '127.0.0.1:1'\ndata = 'file'\n");
    let given = Given { config: Some(file.path().to_owned()), listen: Some("127.0.0.1:3".into()), ..Given::default() };
    let env = environment(&[
        ("SAMSPIL_LISTEN", "127.0.0.1:2"),
        ("SAMSPIL_DATA", "env"),
        ("SAMSPIL_TEST_POSTGRES", "postgres://unrelated"),
        ("HOME", "/root"),
    ]);
    let settings = load(&given, env).expect("good settings");
    assert_eq!(settings.node.as_str(), "file");
    assert_eq!(settings.data, PathBuf::from("env"));
    assert_eq!(settings.listen.port(), 3);
}

#[test]
fn proxies_come_as_a_list_or_as_one_line() {
    for text in ["trusted_proxies = ['10.0.0.0/8', 'fd00::/8']", "trusted_proxies = '10.0.0.0/8, fd00::/8'"] {
        assert_eq!(from_file(text).expect("good settings").trusted_proxies.len(), 2, "{text}");
    }
}

/// Each bad line and the words its sentence must hold.
#[test]
fn every_bad_setting_is_refused_with_its_sentence() {
    let table = [
        ("lissten = '127.0.0.1:1'", "There is no setting lissten in"),
        ("[server]\nlisten = '127.0.0.1:1'", "There is no setting server in"),
        ("listen = 'localhost'", "listen in"),
        ("listen = 8080", "write it as 127.0.0.1:8080"),
        ("listen = ['127.0.0.1:1']", "one value is wanted"),
        ("db = 'mysql://x'", "say sqlite:PATH or postgres://"),
        ("db = 'sqlite:'", "name a file after sqlite:"),
        ("db = 'sqlite::memory:'", "would not outlive the process"),
        ("db = 'sqlite:x.db?mode=ro'", "options after ?"),
        ("db = 'sqlite:a'\nkeys_db = 'sqlite:a'", "name the same database"),
        ("data = ''", "name a folder"),
        ("public_url = 'samspil.example'", "begins with https://"),
        ("public_url = 'ftp://samspil.example'", "begins with https://"),
        ("public_url = 'http://samspil.example'", "http:// is for localhost only"),
        ("public_url = 'https://samspil.example/app'", "ends after the host and port"),
        ("public_url = 'https://samspil.example/?a'", "ends after the host and port"),
        ("public_url = 'https://user@samspil.example'", "no user name"),
        ("public_url = 'https://samspil.example:0'", "port 0"),
        ("public_url = 'https://'", "is not usable"),
        ("listen = '0.0.0.0:80'", "public_url is missing"),
        ("trusted_proxies = ['10.0.0.1/8']", "bits set behind its length"),
        ("trusted_proxies = [['a']]", "a list of texts is wanted"),
        ("node = 'to node'", "1 to 32 letters"),
        ("log = 'a=b=c'", "write it as info"),
        ("log_json = 'perhaps'", "say true or false"),
        ("listen = ", "is not TOML"),
    ];
    for (text, words) in table {
        let BadSettings(problems) = from_file(text).expect_err(text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(words), "{text}: {}", problems[0]);
        assert!(problems[0].ends_with('.') && !problems[0].contains('\n'), "{text}: no sentence: {}", problems[0]);
    }
}

#[test]
fn all_problems_are_told_at_once_each_with_its_place() {
    let given = Given { listen: Some("x".into()), ..Given::default() };
    let env = environment(&[("SAMSPIL_NODE", "a b"), ("SAMSPIL_COLOUR", "red")]);
    let BadSettings(problems) = load(&given, env).expect_err("must refuse");
    let all = problems.join("\n");
    assert_eq!(problems.len(), 3, "{all}");
    assert!(all.contains("--listen") && all.contains("SAMSPIL_NODE") && all.contains("SAMSPIL_COLOUR"), "{all}");
}

#[test]
fn a_missing_file_is_said() {
    let given = Given { config: Some("/nowhere/samspil.toml".into()), ..Given::default() };
    let problem = load(&given, []).expect_err("must refuse").to_string();
    assert!(problem.contains("/nowhere/samspil.toml cannot be read"), "{problem}");
}

#[test]
fn a_database_password_is_never_shown() {
    let given = Given { db: Some("postgres://samspil:hemmelig@db/samspil".into()), ..Given::default() };
    let settings = load(&given, []).expect("good settings");
    assert!(!format!("{settings:?}").contains("hemmelig"));
    let given = Given { db: Some("mysql://samspil:hemmelig@db/samspil".into()), ..Given::default() };
    assert!(!load(&given, []).expect_err("must refuse").to_string().contains("hemmelig"));
}

#[test]
fn an_origin_is_written_as_browsers_write_it() {
    let table = [
        ("https://Samspil.Example", "https://samspil.example"),
        ("https://samspil.example/", "https://samspil.example"),
        ("https://samspil.example:443", "https://samspil.example"),
        ("https://samspil.example:8443", "https://samspil.example:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ];
    for (text, origin) in table {
        assert_eq!(text.parse::<PublicUrl>().expect(text).origin(), origin);
    }
}
