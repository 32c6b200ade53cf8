//! A real browser: headless Chromium, one for the test binary, that tests take turns with.
//!
//! A shell child owns it, and ends it when this process ends, however that comes about.

mod session;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::prelude::{By, WebDriver, WebDriverResult, WebElement};
use tokio::sync::MutexGuard;

/// A screen that pages are looked at on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1280 by 900.
    Desktop,
    /// 1024 by 768.
    Laptop,
    /// 390 by 844.
    Phone,
}

/// What a page cost to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The page and everything it asked for.
    pub requests: u64,
    /// Bytes over the wire, headers included; nothing for what the browser already had.
    pub bytes: u64,
}

/// One test's turn with the browser: no cookies, nothing cached, a desktop's screen, JavaScript on.
///
/// What is not on the page fails the test, with what the page says instead.
pub struct Browser {
    address: String,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Waits for the browser, to look at the service at `address` (`http://127.0.0.1:8000`).
    pub async fn at(address: &str) -> Self {
        let turn = session::turn().await;
        let browser = Self {
            address: address.trim_end_matches('/').to_owned(),
            _turn: turn,
        };
        browser
            .devtools("Network.clearBrowserCookies", json!({}))
            .await;
        browser
            .devtools("Network.clearBrowserCache", json!({}))
            .await;
        browser.scripts(true).await;
        browser.screen(Screen::Desktop).await;
        browser
    }

    /// Opens a page by its path.
    pub async fn open(&self, path: &str) {
        let address = format!("{}{path}", self.address);
        self.ask(&format!("open {path}"), |session| async move {
            session.goto(address).await
        })
        .await;
    }

    /// Signs in as people do.
    pub async fn sign_in(&self, email: &str, password: &str) {
        self.open("/sign-in").await;
        for (name, words) in [("email", email), ("password", password)] {
            let field = self.find(&format!("//input[@name={}]", quoted(name))).await;
            self.type_into(field, words).await;
        }
        self.click("//main//form//button").await;
    }

    /// Types into the field with this label, instead of what was there.
    pub async fn fill(&self, label: &str, words: &str) {
        let field = self.find(&labelled("", label)).await;
        self.type_into(field, words).await;
    }

    /// Types into the field with this label in the group with this legend, as the parts of a date are.
    pub async fn fill_in(&self, legend: &str, label: &str, words: &str) {
        let field = self.find(&labelled(&group(legend), label)).await;
        self.type_into(field, words).await;
    }

    /// Chooses a radio button or a checkbox by its label, or takes the choice of a checkbox back.
    pub async fn choose(&self, label: &str) {
        self.click(&labelled("", label)).await;
    }

    /// Chooses by its label in the group with this legend.
    pub async fn choose_in(&self, legend: &str, label: &str) {
        self.click(&labelled(&group(legend), label)).await;
    }

    /// Chooses from the list with this label.
    pub async fn select(&self, label: &str, option: &str) {
        let option = format!("//option[{}]", says(option));
        self.click(&format!("{}{option}", labelled("", label)))
            .await;
    }

    /// Presses a button, or the line that opens what it hides.
    pub async fn press(&self, words: &str) {
        let button = says(words);
        let value = format!("normalize-space(@value)={}", quoted(words));
        self.click(&format!(
            "//button[{button}] | //summary[{button}] | //input[@type='submit'][{value}]"
        ))
        .await;
    }

    /// Follows a link.
    pub async fn follow(&self, words: &str) {
        self.click(&format!("//a[{}]", says(words))).await;
    }

    /// The page's heading.
    pub async fn h1(&self) -> String {
        let heading = self.find("//h1").await;
        self.ask("read the heading", |_| async move { heading.text().await })
            .await
    }

    /// The page's words, as they are seen.
    pub async fn text(&self) -> String {
        // One script, not an element that a page which reloads itself may take away in between.
        self.run("return document.body ? document.body.innerText : ''")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The page as the browser holds it now.
    pub async fn html(&self) -> String {
        self.ask(
            "read the page",
            |session| async move { session.source().await },
        )
        .await
    }

    /// Where the browser is: path and query.
    pub async fn path(&self) -> String {
        let address = self
            .ask("read the address", |session| async move {
                session.current_url().await
            })
            .await;
        let query = address.query().map(|query| format!("?{query}"));
        format!("{}{}", address.path(), query.unwrap_or_default())
    }

    /// From the next page on, looks at it on such a screen.
    pub async fn screen(&self, screen: Screen) {
        let (width, height) = match screen {
            Screen::Desktop => (1280, 900),
            Screen::Laptop => (1024, 768),
            Screen::Phone => (390, 844),
        };
        let metrics = json!({
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": screen == Screen::Phone,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// From the next page on, runs the page's JavaScript or does not.
    pub async fn scripts(&self, run: bool) {
        self.devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": !run }),
        )
        .await;
    }

    /// Runs a script of the test's own, whatever the page's policy says, and returns what it returns.
    pub async fn run(&self, script: &str) -> Value {
        let script = script.to_owned();
        self.ask("run a script", |session| async move {
            Ok(session.execute(script, Vec::new()).await?.json().clone())
        })
        .await
    }

    /// What axe has to say against the page, one complaint an element; empty for a good page.
    pub async fn axe(&self) -> Vec<String> {
        let axe = session::axe();
        let script = format!(
            "{axe};
            const done = arguments[arguments.length - 1];
            axe.run(document, {{ resultTypes: ['violations'] }}).then(
                result => done(result.violations.flatMap(rule => rule.nodes.map(node =>
                    `${{rule.id}} (${{rule.impact}}): ${{rule.help}}: ${{node.target}} ${{node.html}}`))),
                error => done(['axe failed: ' + error]));"
        );
        self.ask("ask axe", |session| async move {
            session.execute_async(script, Vec::new()).await?.convert()
        })
        .await
    }

    /// Keeps a picture of the whole page (PNG), however long it is.
    pub async fn screenshot(&self, file: &Path) {
        let size = json!({ "captureBeyondViewport": true, "format": "png" });
        let answer = self.devtools("Page.captureScreenshot", size).await;
        let picture = answer["data"].as_str().expect("a picture in base64");
        let picture = data_encoding::BASE64
            .decode(picture.as_bytes())
            .expect("a picture in base64");
        std::fs::write(file, picture).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// What the last page cost to load, so far; without the icon, which a browser asks for when it likes.
    pub async fn weigh(&self) -> Weight {
        let script = "
            const loads = ['navigation', 'resource']
                .flatMap(kind => performance.getEntriesByType(kind))
                .filter(load => load.initiatorType !== 'other');
            return [loads.length, loads.reduce((sum, load) => sum + load.transferSize, 0)];";
        let counts = self.run(script).await;
        let count = |index: usize| counts[index].as_u64().expect("a count");
        Weight {
            requests: count(0),
            bytes: count(1),
        }
    }

    /// Whether something has to be scrolled sideways for, which no page may ask on any screen.
    pub async fn is_too_wide(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > window.innerWidth";
        self.run(script).await == Value::Bool(true)
    }

    /// Empties the cache, so that the next page is weighed as a newcomer's.
    pub async fn forget_what_is_cached(&self) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
    }

    async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        self.ask(command, |session| async move {
            session.cdp().send_raw(command, parameters).await
        })
        .await
    }

    /// Chooses a file of this machine in the field for files with this label.
    pub async fn attach(&self, label: &str, file: &str) {
        let field = self.find(&labelled("", label)).await;
        let file = file.to_owned();
        self.ask(
            "choose a file",
            |_| async move { field.send_keys(file).await },
        )
        .await;
    }

    async fn type_into(&self, field: WebElement, words: &str) {
        let words = words.to_owned();
        self.ask("type into a field", |_| async move {
            field.clear().await?;
            field.send_keys(words).await
        })
        .await;
    }

    /// Clicks; where that leads to another page, waits until this one has gone, so that whatever is asked next is
    /// asked of the next.
    async fn click(&self, path: &str) {
        let element = self.find(path).await;
        self.ask(path, |session| async move {
            let (tag, kind) = (element.tag_name().await?, element.attr("type").await?);
            let to = element.attr("href").await?;
            let leads = match tag.as_str() {
                "a" => to.is_some_and(|to| !to.starts_with('#')),
                "button" => kind.as_deref() != Some("button"),
                "input" => kind.as_deref() == Some("submit"),
                _ => false,
            };
            let page = session.find(By::Tag("html")).await?;
            element.click().await?;
            for _ in 0..200 {
                if !leads || page.tag_name().await.is_err() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            Ok(())
        })
        .await;
    }

    async fn find(&self, path: &str) -> WebElement {
        let found = path.to_owned();
        self.ask(&format!("find {path}"), |session| async move {
            session.find(By::XPath(found)).await
        })
        .await
    }

    /// Does something in the browser; where it cannot be done, panics with what the page says.
    async fn ask<T, F, Fut>(&self, wish: &str, action: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(WebDriver) -> Fut,
        Fut: Future<Output = WebDriverResult<T>> + Send + 'static,
    {
        match session::run(action).await {
            Ok(answer) => answer,
            Err(error) => {
                let page = session::run(|session: WebDriver| async move {
                    let address = session.current_url().await?;
                    let body = session.find(By::Tag("body")).await?.text().await?;
                    Ok(format!("{address}\n{body}"))
                });
                let page = page.await.unwrap_or_default();
                panic!("could not {wish}: {error}\nthe page was {page}");
            }
        }
    }
}

/// The field with a label, within what `within` finds.
fn labelled(within: &str, label: &str) -> String {
    let words = says(label);
    format!(
        "{within}//*[self::input or self::select or self::textarea]\
         [@id=//label[{words}]/@for or ancestor::label[{words}] or normalize-space(@aria-label)={}]",
        quoted(label)
    )
}

/// The group of fields with a legend.
fn group(legend: &str) -> String {
    format!("//fieldset[legend[{}]]", says(legend))
}

fn says(words: &str) -> String {
    format!("normalize-space()={}", quoted(words))
}

/// Words as XPath writes them, which has no way to escape a quotation mark.
fn quoted(words: &str) -> String {
    if words.contains('"') {
        format!("'{words}'")
    } else {
        format!("\"{words}\"")
    }
}
