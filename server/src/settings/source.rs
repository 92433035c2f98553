//! Where settings come from: options before environment before file before what we chose.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use crate::notices::{BadMail, Mail};

use super::{BadSettings, Database, Log, MailSettings, NodeName, PublicUrl, Relay, Settings};

const PREFIX: &str = "SAMSPIL_";
const COMMAND_LINE: &str = "command line";
const ENVIRONMENT: &str = "environment";

/// Every setting's name: `public_url` in the file, `--public-url` as option, `SAMSPIL_PUBLIC_URL` in the environment.
const NAMES: [&str; 16] = [
    "data",
    "db",
    "keys_db",
    "listen",
    "metrics_listen",
    "public_url",
    "trusted_proxies",
    "node",
    "log",
    "log_json",
    "kill_service_worker",
    "require_staff_passkey",
    "smtp",
    "mail_from",
    "mail_hour",
    "push_contact",
];

/// Settings given as options, common to every command.
#[derive(Args, Clone, Debug, Default)]
pub struct Given {
    /// A TOML file of settings, named as the options are with _ for -
    #[arg(long, global = true, value_name = "FILE", env = "SAMSPIL_CONFIG")]
    pub config: Option<PathBuf>,
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME [default: samspil.db in the data folder]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub db: Option<String>,
    /// The folder of keys [default: samspil-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<String>,
    /// The database of wrapped document keys [default: keys.db in the data folder]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub keys_db: Option<String>,
    /// The address people type, as https://samspil.example
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The address to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Where to serve numbers for a Prometheus; keep it off the open network [default: nowhere]
    #[arg(long, global = true, value_name = "ADDR")]
    pub metrics_listen: Option<String>,
    /// Tell browsers to forget the app's files, until the server is started without this
    #[arg(long, global = true)]
    pub kill_service_worker: bool,
    /// Whether people who work here need a passkey [default: true; false in the demo]
    #[arg(long, global = true, value_name = "BOOL")]
    pub require_staff_passkey: Option<String>,
}

impl Given {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let options = [
            ("db", &self.db),
            ("data", &self.data),
            ("keys_db", &self.keys_db),
            ("public_url", &self.public_url),
            ("listen", &self.listen),
            ("metrics_listen", &self.metrics_listen),
            ("require_staff_passkey", &self.require_staff_passkey),
        ];
        let kill = self.kill_service_worker.then(|| ("kill_service_worker", "true".to_owned()));
        options.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).chain(kill).collect()
    }
}

/// Text values from one place, for figment.
struct Pairs {
    place: &'static str,
    pairs: Dict,
}

impl Pairs {
    fn new(place: &'static str, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { place, pairs: pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect() }
    }
}

impl Provider for Pairs {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.place)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.pairs.clone()))
    }
}

/// Puts the settings together. `environment` is all of the process's variables; ours begin with `SAMSPIL_`
/// (`SAMSPIL_TEST_...` belongs to the test suite).
pub fn load(given: &Given, environment: impl IntoIterator<Item = (String, String)>) -> Result<Settings, BadSettings> {
    let environment = environment.into_iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
        (name != "config" && !name.starts_with("test_")).then_some((name, value))
    });
    let options = given.pairs().into_iter().map(|(name, value)| (name.to_owned(), value));
    let figment = Figment::new()
        .merge(read_file(given)?)
        .merge(Pairs::new(ENVIRONMENT, environment))
        .merge(Pairs::new(COMMAND_LINE, options));
    let values: Dict = figment.extract().map_err(|errors| {
        BadSettings(errors.into_iter().map(|error| format!("The settings cannot be read: {error}.")).collect())
    })?;
    Reader { figment, values, given, problems: Vec::new() }.settings()
}

fn read_file(given: &Given) -> Result<figment::providers::Data<Toml>, BadSettings> {
    let Some(path) = &given.config else { return Ok(Toml::string("")) };
    let text = fs::read_to_string(path)
        .map_err(|error| BadSettings(vec![format!("The settings file {} cannot be read: {error}.", path.display())]))?;
    // Asked once here, so that a slip in the file is told with its line and the file's name.
    Toml::from_str::<Dict>(&text).map_err(|error| {
        let error = error.to_string();
        let first = error.lines().next().unwrap_or_default();
        let why = error.lines().last().filter(|last| *last != first).map_or(String::new(), |last| format!(" ({last})"));
        BadSettings(vec![format!("The settings file {} is not TOML: {first}{why}.", path.display())])
    })?;
    Ok(Toml::string(&text))
}

struct Reader<'a> {
    figment: Figment,
    values: Dict,
    given: &'a Given,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn settings(mut self) -> Result<Settings, BadSettings> {
        let unknown: Vec<String> = self.values.keys().filter(|name| !NAMES.contains(&name.as_str())).cloned().collect();
        for name in unknown {
            let place = self.place(&name);
            self.problems.push(format!("There is no setting {place}; there are {}.", NAMES.join(", ")));
        }
        let data = self.read("data", |text| match text {
            "" => Err("name a folder"),
            text => Ok(PathBuf::from(text)),
        });
        let data = data.unwrap_or_else(|| PathBuf::from("samspil-data"));
        let db = self.read("db", str::parse).unwrap_or_else(|| Database::Sqlite(data.join("samspil.db")));
        let keys_db = self.read("keys_db", str::parse).unwrap_or_else(|| Database::Sqlite(data.join("keys.db")));
        let listen = self.read("listen", |text| text.parse().map_err(|_| "write it as 127.0.0.1:8080"));
        let listen: SocketAddr = listen.unwrap_or_else(|| ([127, 0, 0, 1], 8080).into());
        let metrics_listen = self.read("metrics_listen", |text| text.parse().map_err(|_| "write it as 127.0.0.1:9090"));
        if metrics_listen.is_some_and(|metrics: SocketAddr| metrics == listen && metrics.port() != 0) {
            self.problems.push("The settings listen and metrics_listen name the same address.".into());
        }
        let public_url: Option<PublicUrl> = self.read("public_url", str::parse);
        let trusted_proxies = self.read_list("trusted_proxies");
        let node = self.read("node", str::parse::<NodeName>).unwrap_or_default();
        let filter = self.read("log", |text| match tracing_subscriber::EnvFilter::try_new(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err("write it as info, or as samspil_server=debug,info"),
        });
        let json = self.read("log_json", |text| text.parse().map_err(|_| "say true or false")).unwrap_or(false);
        let kill = self.read("kill_service_worker", |text| text.parse().map_err(|_| "say true or false"));
        let require_staff_passkey =
            self.read("require_staff_passkey", |text| text.parse().map_err(|_| "say true or false"));
        let mail = self.mail();
        let push_contact = self.read("push_contact", str::parse);
        if db == keys_db {
            self.problems.push(
                "The settings db and keys_db name the same database; the keys must be apart from what they open."
                    .into(),
            );
        }
        if !self.values.contains_key("public_url") && !listen.ip().is_loopback() {
            self.problems.push(format!(
                "The setting public_url is missing: the server listens on {listen}, and only you know the address people type."
            ));
        }
        if !self.problems.is_empty() {
            return Err(BadSettings(self.problems));
        }
        let log = Log { filter: filter.unwrap_or_else(|| "info".to_owned()), json };
        let kill_service_worker = kill.unwrap_or(false);
        Ok(Settings {
            db,
            data,
            keys_db,
            listen,
            metrics_listen,
            public_url,
            trusted_proxies,
            node,
            log,
            kill_service_worker,
            require_staff_passkey,
            mail,
            push_contact,
        })
    }

    /// A relay and a sender, or neither.
    fn mail(&mut self) -> Option<MailSettings> {
        let relay: Option<Relay> = self.read("smtp", |text| text.parse().map_err(BadMail::words));
        let sender = self.read("mail_from", |text| match Mail::takes(text) {
            true => Ok(text.to_owned()),
            false => Err(BadMail::Sender.words()),
        });
        let hour = self.read("mail_hour", |text| {
            let hour = text.parse().ok().filter(|hour| *hour < 24);
            hour.ok_or(BadMail::Hour.words())
        });
        if self.values.contains_key("smtp") != self.values.contains_key("mail_from") {
            self.problems.push(
                "The settings smtp and mail_from go together: through whom mail goes, and from which address.".into(),
            );
        }
        Some(MailSettings { relay: relay?, sender: sender?, hour: hour.unwrap_or(MailSettings::HOUR) })
    }

    fn read<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let parsed = match text(self.values.get(name)?) {
            Some(text) => parse(&text),
            None => Err("one value is wanted"),
        };
        self.noted(name, parsed)
    }

    fn read_list<T: std::str::FromStr<Err = &'static str>>(&mut self, name: &str) -> Vec<T> {
        let Some(value) = self.values.get(name) else { return Vec::new() };
        let items: Option<Vec<String>> = match value {
            Value::Array(_, items) => items.iter().map(text).collect(),
            one => text(one).map(|text| text.split(',').map(|item| item.trim().to_owned()).collect()),
        };
        let parsed = match items {
            Some(items) => items.iter().filter(|item| !item.is_empty()).map(|item| item.parse()).collect(),
            None => Err("a list of texts is wanted"),
        };
        self.noted(name, parsed).unwrap_or_default()
    }

    fn noted<T>(&mut self, name: &str, parsed: Result<T, &'static str>) -> Option<T> {
        parsed.map_err(|why| self.problems.push(format!("The setting {} is not usable: {why}.", self.place(name)))).ok()
    }

    /// The setting's name as it stands where it was said.
    fn place(&self, name: &str) -> String {
        let from = self.figment.find_metadata(name).map(|metadata| metadata.name.as_ref());
        match from {
            Some(COMMAND_LINE) => format!("--{}", name.replace('_', "-")),
            Some(ENVIRONMENT) => format!("{PREFIX}{} of the environment", name.to_ascii_uppercase()),
            _ => match &self.given.config {
                Some(path) => format!("{name} in {}", path.display()),
                None => name.to_owned(),
            },
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.clone()),
        Value::Bool(_, flag) => Some(flag.to_string()),
        Value::Num(_, number) => number.to_i128().map(|number| number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
