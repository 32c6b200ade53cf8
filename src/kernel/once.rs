//! A form sent twice does one thing: what a form brings with it so that the second time is known.

use uuid::Uuid;

/// A form's own token, made when it is drawn and sent back with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormToken(pub Uuid);

/// What became of something that can only be done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once<T> {
    /// It was done now.
    Now(T),
    /// The same had already been done by the same form: sent twice, done once.
    Already(T),
    /// The form had already been sent, with other words: nothing was done, so that nothing is lost unseen.
    Otherwise,
}

impl<T> Once<T> {
    /// The same of something else.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Once<U> {
        match self {
            Self::Now(value) => Once::Now(of(value)),
            Self::Already(value) => Once::Already(of(value)),
            Self::Otherwise => Once::Otherwise,
        }
    }
}

impl FormToken {
    /// A new one.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// One that came back with a form; a new one if it cannot be one of ours.
    pub fn returned(text: &str) -> Self {
        Uuid::parse_str(text.trim()).map_or_else(|_| Self::new(), Self)
    }

    /// An id for what this form makes for `one` of several: the same each time the form is sent.
    ///
    /// The token's moment stays in front, so that it sorts as other ids do.
    pub fn id_for(self, one: Uuid) -> Uuid {
        const VERSION_AND_MOMENT: u128 = u128::MAX << 64;
        const VARIANT: u128 = 0b11 << 62;
        let mixed = (self.0.as_u128() ^ one.as_u128()) & !VERSION_AND_MOMENT & !VARIANT;
        Uuid::from_u128((self.0.as_u128() & (VERSION_AND_MOMENT | VARIANT)) | mixed)
    }
}

impl std::fmt::Display for FormToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_form_makes_the_same_ids_and_another_form_makes_others() {
        let (form, other) = (FormToken::new(), FormToken::new());
        let (sam, ada) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(
            form.id_for(sam),
            FormToken::returned(&form.to_string()).id_for(sam)
        );
        assert_ne!(form.id_for(sam), form.id_for(ada));
        assert_ne!(form.id_for(sam), other.id_for(sam));
        let id = form.id_for(sam);
        assert_eq!(
            (id.get_version_num(), id.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
    }
}
