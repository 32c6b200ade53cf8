//! Files that nobody on the machine reads but the service's own account: the database, and mail with links in it that
//! choose passwords. Whatever the umask is, they are made so; what is there already keeps the rights it has.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

/// Makes a folder, and those it is in, where they are missing: 0700.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Opens a file to be written from its beginning, made where it is missing: 0600.
pub fn make_file(path: &Path) -> io::Result<File> {
    options().write(true).create(true).truncate(true).open(path)
}

/// Makes an empty file where there is none; what is there is left as it is.
pub fn make_file_if_missing(path: &Path) -> io::Result<()> {
    match options().write(true).create_new(true).open(path) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        _ => Ok(()),
    }
}

/// Whether others on the machine may look into a folder.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(all(test, unix))]
mod tests {
    use std::{io::Write as _, os::unix::fs::PermissionsExt as _};

    use super::*;

    fn rights(path: &Path) -> u32 {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    }

    #[test]
    fn what_is_made_is_for_its_own_account_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let within = folder.path().join("data/mail");
        make_folder(&within).expect("folders");
        make_folder(&within).expect("they are there already");
        let file = within.join("one.eml");
        make_file(&file)
            .expect("a file")
            .write_all(b"words")
            .expect("written");
        make_file_if_missing(&file).expect("it is left as it is");
        assert_eq!(fs::read(&file).expect("the file"), b"words");
        let other = within.join("database");
        make_file_if_missing(&other).expect("a file");
        for (path, expected) in [
            (within.parent().expect("data"), 0o700),
            (&within, 0o700),
            (&file, 0o600),
            (&other, 0o600),
        ] {
            assert_eq!(rights(path), expected, "{}", path.display());
        }
        assert!(!is_open_to_others(&within));
        fs::set_permissions(&within, fs::Permissions::from_mode(0o755)).expect("opened");
        assert!(is_open_to_others(&within));
    }
}
