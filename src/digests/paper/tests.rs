use super::*;

fn frozen(commentary: &str) -> Frozen {
    let account = compose::sample();
    let content = compose::compose(&account, commentary);
    Frozen { account, content }
}

#[tokio::test]
async fn the_same_words_make_the_same_bytes_and_others_make_others() {
    let one = pdf(&frozen("Good."), false).await.expect("a paper");
    let two = pdf(&frozen("Good."), false).await.expect("a paper");
    assert!(one.starts_with(b"%PDF-1."));
    assert_eq!(one, two);
    let other = pdf(&frozen("Better."), false).await.expect("a paper");
    assert_ne!(one, other);
}

#[tokio::test]
async fn a_letter_that_no_font_has_keeps_nobody_from_the_paper() {
    let typed = "Well done \u{1f600}\u{fe0f} #strong[x] $x$ <b> \\u{1} مرحبا";
    pdf(&frozen(typed), true).await.expect("a paper");
}
