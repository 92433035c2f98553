//! Makes the folder of the client's files if the client was not built yet: a development build looks into it at run
//! time, but only where it was there at compile time.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::create_dir_all("../client/dist")
}
