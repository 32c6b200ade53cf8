//! Makes the files that browsers are served: one style sheet, one script, an icon and the pictures the style sheet names.
//!
//! They come from the NHS.UK frontend, fetched by `npm ci` into `OUT_DIR` when
//! the lock file changes, and from `templates/assets`. Each is written with a
//! hash of its content in its address and compressed once, here, as well as can
//! be, so that the server never compresses them.
//!
//! `FAIRWIND_NODE_MODULES` may name a folder that `npm ci` has already filled,
//! for builds without a network.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What `npm ci` reads; a change to any of them fetches again.
const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Where the NHS.UK frontend keeps what it serves.
const FRONTEND: &str = "nhsuk-frontend/dist/nhsuk";

fn main() {
    if let Err(cause) = run() {
        println!("cargo::error={cause}");
        std::process::exit(1);
    }
}

fn run() -> Outcome<()> {
    for file in NPM_FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=templates/assets");
    println!("cargo::rerun-if-env-changed=FAIRWIND_NODE_MODULES");

    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let modules = node_modules(&out)?;
    let mut table = AssetTable::begin(&out)?;

    let ours = Path::new("templates/assets");
    let frontend = modules.join(FRONTEND);
    table.add("icon.svg", &read(&ours.join("icon.svg"))?)?;

    let notice = notice(&table.add("licences.txt", &licences(&modules)?)?);
    let mut style = read(&frontend.join("nhsuk-frontend.min.css"))?;
    style = without_fonts(&without_source_map(&style));
    for picture in pictures_named_in(&style) {
        let content = read(&frontend.join("assets/images").join(&picture))?;
        let address = table.add(&picture, &content)?;
        style = style.replace(&format!("/assets/images/{picture}"), &address);
    }
    let style = style.replacen("@charset \"UTF-8\";", "", 1);
    let own = smaller_css(&read(&ours.join("fairwind.css"))?);
    table.add(
        "fairwind.css",
        &format!("@charset \"UTF-8\";{notice}{style}\n{own}"),
    )?;

    let script = read(&frontend.join("nhsuk-frontend.min.js"))?;
    let script = without_source_map(&script);
    let own = read(&ours.join("fairwind.js"))?;
    table.add("fairwind.js", &format!("{notice}{script}\n{own}"))?;
    table.finish()?;

    for (variable, path) in [
        ("FAIRWIND_AXE", "axe-core/axe.min.js"),
        (
            "FAIRWIND_ARIMO_REGULAR",
            "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf",
        ),
        (
            "FAIRWIND_ARIMO_BOLD",
            "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf",
        ),
    ] {
        let path = modules.join(path);
        if !path.is_file() {
            return Err(format!("{} is missing; run npm ci there", path.display()).into());
        }
        println!("cargo::rustc-env={variable}={}", path.display());
    }
    Ok(())
}

/// The filled `node_modules`: the one that was named, or our own, fetched when the lock has changed.
fn node_modules(out: &Path) -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("FAIRWIND_NODE_MODULES") {
        let named = fs::canonicalize(&named).map_err(|cause| {
            format!(
                "FAIRWIND_NODE_MODULES is {}: {cause}",
                Path::new(&named).display()
            )
        })?;
        let told_by = named.join("nhsuk-frontend/package.json");
        println!("cargo::rerun-if-changed={}", told_by.display());
        return Ok(named);
    }
    let folder = out.join("npm");
    let modules = folder.join("node_modules");
    let fetched = folder.join("fetched");
    let mut wanted = Sha256::new();
    for file in NPM_FILES {
        wanted.update(fs::read(file).map_err(|cause| format!("{file}: {cause}"))?);
    }
    let wanted = data_encoding::HEXLOWER.encode(&wanted.finalize());
    if fs::read_to_string(&fetched).is_ok_and(|have| have == wanted) {
        return Ok(modules);
    }
    fs::create_dir_all(&folder)?;
    for file in NPM_FILES {
        fs::copy(file, folder.join(file))?;
    }
    let finished = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder)
        .output()
        .map_err(|cause| {
            format!(
                "npm could not be started ({cause}). Install Node.js 20 or newer with npm, \
                 or name a filled node_modules folder in FAIRWIND_NODE_MODULES."
            )
        })?;
    if !finished.status.success() {
        let said = String::from_utf8_lossy(&finished.stderr).replace('\n', " ");
        return Err(format!(
            "npm ci failed: {said} Without a network, name a filled node_modules folder in FAIRWIND_NODE_MODULES."
        )
        .into());
    }
    fs::write(&fetched, wanted)?;
    Ok(modules)
}

/// The static table that `src/web/assets.rs` includes, growing as files are added.
struct AssetTable {
    out: PathBuf,
    rust: String,
}

impl AssetTable {
    fn begin(out: &Path) -> Outcome<Self> {
        let out = out.join("assets");
        fs::create_dir_all(&out)?;
        Ok(Self {
            out,
            rust: String::from("&[\n"),
        })
    }

    /// Writes one file and its compressed forms; answers the address it is served at.
    fn add(&mut self, name: &str, content: &str) -> Outcome<String> {
        let hash = Sha256::digest(content.as_bytes());
        let hash = &data_encoding::HEXLOWER.encode(&hash)[..12];
        let (stem, extension) = name.rsplit_once('.').ok_or("an asset without extension")?;
        let file = format!("{stem}-{hash}.{extension}");
        let path = self.out.join(&file);
        // The hash names the content: what is there already is right, and compressing is slow.
        let (gzip, brotli) = (beside(&path, "gz"), beside(&path, "br"));
        if !brotli.is_file() {
            fs::write(&path, content)?;
            fs::write(&gzip, gzipped(content)?)?;
            fs::write(&brotli, brotlied(content)?)?;
        }
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "txt" => "text/plain; charset=utf-8",
            other => return Err(format!("no content type for .{other}").into()),
        };
        let address = format!("/assets/{file}");
        writeln!(
            self.rust,
            "    Asset {{ name: {name:?}, address: {address:?}, content_type: {content_type:?}, \
             raw: include_bytes!({path:?}), gzip: include_bytes!({gzip:?}), brotli: include_bytes!({brotli:?}) }},"
        )?;
        Ok(address)
    }

    fn finish(mut self) -> Outcome<()> {
        self.rust.push_str("]\n");
        fs::write(self.out.with_extension("rs"), self.rust)?;
        Ok(())
    }
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|cause| format!("{}: {cause}", path.display()).into())
}

/// `a/b.css` and `gz` give `a/b.css.gz`.
fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(".");
    whole.push(extension);
    PathBuf::from(whole)
}

fn gzipped(content: &str) -> Outcome<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content.as_bytes())?;
    Ok(writer.finish()?)
}

fn brotlied(content: &str) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut content.as_bytes(), &mut bytes, &parameters)?;
    Ok(bytes)
}

/// Takes out every `@font-face`: the NHS.UK typeface is licensed to nhs.uk hosts only.
fn without_fonts(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(start) = rest.find("@font-face") {
        kept.push_str(&rest[..start]);
        rest = rest[start..]
            .find('}')
            .map_or("", |end| &rest[start + end + 1..]);
    }
    kept.push_str(rest);
    // Without its font the family's name only makes browsers look for it.
    kept.replace("Frutiger W01,", "")
}

/// Takes out the comment that points a browser's developer tools at a map that is not served.
fn without_source_map(text: &str) -> String {
    let end = text
        .rfind("//# sourceMappingURL=")
        .or_else(|| text.rfind("/*# sourceMappingURL="));
    text[..end.unwrap_or(text.len())].trim_end().to_owned()
}

/// The file names in `url(/assets/images/…)`, each once.
fn pictures_named_in(style: &str) -> Vec<String> {
    let mut names: Vec<String> = style
        .split("/assets/images/")
        .skip(1)
        .filter_map(|after| after.split(['"', '\'', ')']).next())
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Our own style sheet without comments and indentation.
fn smaller_css(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..]
            .find("*/")
            .map_or("", |end| &rest[start + end + 2..]);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).collect()
}

/// The licences of what the binary carries of others', to go wherever it goes.
fn licences(modules: &Path) -> Outcome<String> {
    let frontend = read(Path::new("templates/assets/licence-of-nhsuk-frontend.txt"))?;
    let arimo = read(&modules.join("@expo-google-fonts/arimo/LICENSE_FONT"))?;
    Ok(format!(
        "NHS.UK frontend (style sheet, script and pictures)\n\n{}\n\n\nArimo (the typeface of charts in mail and of board papers)\n\n{}\n",
        frontend.trim(),
        arimo.trim()
    ))
}

/// Leads from the style sheet and the script to the licences.
fn notice(licences: &str) -> String {
    format!("/* Contains the NHS.UK frontend, MIT licence: {licences} */")
}
