//! The pages.
pub fn routes() -> Vec<rocket::Route> {
    Vec::new()
}
pub fn samples() -> Vec<crate::kernel::templates::Sample> {
    Vec::new()
}
