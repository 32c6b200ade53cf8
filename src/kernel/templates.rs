//! Pages and mails are drawn from Handlebars templates kept inside the binary.
//!
//! A template stands beside a [`View`]: the type of everything it may mention,
//! with samples of every face it has. Rendering is strict, so a name that a
//! view does not have is an error, and a test draws every sample.
//!
//! `templates/objectives/team.hbs` is the template `objectives/team`, and
//! `templates/digests/issued.txt.hbs` is `digests/issued.txt`: a name that ends
//! in `.txt` is plain text, where nothing is escaped. Everything else is HTML,
//! where everything is, but for what a view holds as [`Safe`].
//!
//! `{{component "components/table" table}}` draws a template by itself, with one value of the view for all it may
//! mention: it sees nothing else, and costs half of what a partial does, which copies whatever it looks at.

use std::sync::LazyLock;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable, no_escape,
};
use rust_embed::RustEmbed;
use serde::Serialize;
use serde_json::Value;

/// Everything one template may mention.
pub trait View: Serialize {
    /// The template's name, such as `objectives/team`, or `digests/issued.txt` for plain text.
    const TEMPLATE: &'static str;

    /// The template that is drawn around it, with the same view and, as `content`, what was drawn.
    const LAYOUT: Option<&'static str> = None;

    /// One of each face of the page: empty, full, with something wrong, as each kind of person sees it.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A template could not be drawn: a fault of ours, never of the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template in the binary is not valid Handlebars.
    #[error("the templates could not be read: {0}")]
    Unreadable(String),
    /// A template mentions what its view has not, or calls what does not exist.
    #[error("the template {template} could not be drawn")]
    Failed {
        /// The template's name.
        template: String,
        /// What Handlebars says, with the line and column.
        #[source]
        cause: Box<handlebars::RenderError>,
    },
}

/// HTML made by us, to be put into a page as it stands: a chart's SVG.
///
/// Only a chart's code makes one, out of numbers and text that it has escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Safe(String);

/// Text as it stands in markup.
pub fn escape(text: &str) -> String {
    handlebars::html_escape(text)
}

impl Safe {
    /// Vouches that this markup has escaped whatever people wrote.
    pub fn vouched(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Draws a view.
///
/// # Errors
/// When the template does not exist or mentions what the view has not.
pub fn render<V: View>(view: &V) -> Result<String, RenderError> {
    draw(V::TEMPLATE, V::LAYOUT, view)
}

/// One face of one template, whatever its type: what the test of all templates walks over.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The template's name.
    pub template: &'static str,
    /// What is drawn around it.
    pub layout: Option<&'static str>,
    /// The view as the template sees it.
    pub context: serde_json::Value,
}

/// A view's samples with the type taken off, so that many views fit into one list.
///
/// # Errors
/// When a sample cannot be serialised.
pub fn samples_of<V: View>() -> Result<Vec<Sample>, serde_json::Error> {
    V::samples()
        .iter()
        .map(|sample| {
            Ok(Sample {
                template: V::TEMPLATE,
                layout: V::LAYOUT,
                context: serde_json::to_value(sample)?,
            })
        })
        .collect()
}

/// Draws a sample.
///
/// # Errors
/// As [`render`].
pub fn render_sample(sample: &Sample) -> Result<String, RenderError> {
    draw(sample.template, sample.layout, &sample.context)
}

/// The names of all templates, partials and layouts among them.
///
/// # Errors
/// When a template in the binary is not valid.
pub fn names() -> Result<Vec<String>, RenderError> {
    let templates = loaded()?;
    let mut names: Vec<String> = [&templates.html, &templates.text]
        .iter()
        .flat_map(|registry| registry.get_templates().keys().cloned())
        .collect();
    names.sort();
    Ok(names)
}

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// Handlebars escapes by registry, so pages and plain text have one each.
struct Templates {
    html: Handlebars<'static>,
    text: Handlebars<'static>,
}

static TEMPLATES: LazyLock<Result<Templates, String>> = LazyLock::new(load);

fn loaded() -> Result<&'static Templates, RenderError> {
    TEMPLATES
        .as_ref()
        .map_err(|cause| RenderError::Unreadable(cause.clone()))
}

fn draw(
    template: &str,
    layout: Option<&str>,
    view: &impl Serialize,
) -> Result<String, RenderError> {
    let templates = loaded()?;
    let registry = if template.ends_with(".txt") {
        &templates.text
    } else {
        &templates.html
    };
    let failed = |template: &str, cause: handlebars::RenderError| RenderError::Failed {
        template: template.to_owned(),
        cause: Box::new(cause),
    };
    let value = serde_json::to_value(view).map_err(|cause| {
        let cause = RenderErrorReason::SerdeError(cause);
        failed(template, cause.into())
    })?;
    let mut context = holding(value);
    let content = registry
        .render_with_context(template, &context)
        .map_err(|cause| failed(template, cause))?;
    let Some(layout) = layout else {
        return Ok(content);
    };
    if let Value::Object(fields) = context.data_mut() {
        fields.insert("content".to_owned(), Value::String(content));
    }
    registry
        .render_with_context(layout, &context)
        .map_err(|cause| failed(layout, cause))
}

/// A context of a value that is there already, where Handlebars' own would be made of a copy.
fn holding(value: Value) -> Context {
    let mut context = Context::null();
    *context.data_mut() = value;
    context
}

fn load() -> Result<Templates, String> {
    let mut templates = Templates {
        html: registry(),
        text: registry(),
    };
    templates.text.register_escape_fn(no_escape);
    for file in Files::iter() {
        let Some(name) = file.strip_suffix(".hbs") else {
            continue;
        };
        let Some(content) = Files::get(&file) else {
            continue;
        };
        let content =
            std::str::from_utf8(&content.data).map_err(|cause| format!("{file}: {cause}"))?;
        let registry = if name.ends_with(".txt") {
            &mut templates.text
        } else {
            &mut templates.html
        };
        registry
            .register_template_string(name.strip_suffix(".html").unwrap_or(name), content)
            .map_err(|cause| format!("{file}: {cause}"))?;
    }
    Ok(templates)
}

fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_helper("if", Box::new(Condition { wanted: true }));
    registry.register_helper("unless", Box::new(Condition { wanted: false }));
    registry.register_helper("component", Box::new(Component));
    registry
}

/// `{{#if x}}` and `{{#unless x}}` that refuse an `x` which the view has not.
///
/// Handlebars' own take such an `x` for false even in strict mode, and a
/// misspelt condition would quietly hide a part of a page.
struct Condition {
    wanted: bool,
}

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let asked = helper
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
        if asked.is_value_missing() {
            let path = asked.relative_path().cloned();
            return Err(RenderErrorReason::MissingVariable(path).into());
        }
        let truthy = handlebars::JsonTruthy::is_truthy(asked.value(), false);
        let branch = if truthy == self.wanted {
            helper.template()
        } else {
            helper.inverse()
        };
        branch.map_or(Ok(()), |branch| {
            branch.render(registry, context, render, out)
        })
    }
}

/// `{{component "components/table" table}}`.
struct Component;

impl HelperDef for Component {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let param = |at| {
            let missing = RenderErrorReason::ParamNotFoundForIndex("component", at);
            helper.param(at).ok_or(missing)
        };
        let (template, view) = (param(0)?, param(1)?);
        let template = template
            .value()
            .as_str()
            .ok_or(RenderErrorReason::InvalidParamType("string"))?;
        if view.is_value_missing() {
            let path = view.relative_path().cloned();
            return Err(RenderErrorReason::MissingVariable(path).into());
        }
        let context = holding(view.value().clone());
        out.write(&registry.render_with_context(template, &context)?)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_in_the_binary_can_be_read() {
        let names = names().expect("all templates are valid");
        assert!(names.iter().any(|name| name == "layouts/page"));
    }

    #[test]
    fn what_a_view_has_not_is_an_error_wherever_it_is_mentioned() {
        let context = serde_json::json!({ "known": null, "list": [] });
        for template in [
            "{{unknown}}",
            "{{#if unknown}}x{{/if}}",
            "{{#unless unknown}}x{{/unless}}",
            "{{#each unknown}}x{{/each}}",
            "{{#with unknown}}x{{/with}}",
            "{{known.deeper}}",
            "{{> unknown}}",
            "{{> part unknown}}",
            "{{component \"part\" unknown}}",
            "{{component \"unknown\" list}}",
        ] {
            let mut strict = registry();
            strict
                .register_template_string("part", "{{id}}")
                .expect("a template");
            assert!(
                strict.render_template(template, &context).is_err(),
                "{template} was drawn"
            );
        }
        let drawn = registry()
            .render_template(
                "{{#if known}}x{{else}}{{#unless list}}nothing{{/unless}}{{/if}}",
                &context,
            )
            .expect("what is null or empty is known");
        assert_eq!(drawn, "nothing");
    }

    #[test]
    fn only_drawings_of_ours_are_put_into_a_page_as_they_stand() {
        let unescaped: Vec<_> = Files::iter()
            .filter(|file| !file.ends_with(".txt.hbs") && file.ends_with(".hbs"))
            .filter(|file| {
                let content = Files::get(file).expect("an embedded file").data;
                let content = std::str::from_utf8(&content).expect("text");
                content.contains("{{{") || content.contains("{{&")
            })
            .collect();
        assert_eq!(
            unescaped,
            [
                "components/chart.hbs",
                "components/icon.hbs",
                // The page's content, drawn just before.
                "layouts/page.hbs"
            ]
        );
    }

    #[test]
    fn html_is_escaped_and_plain_text_is_not() {
        let context = serde_json::json!({ "name": "<O'Brien & Co>" });
        let mut plain = registry();
        plain.register_escape_fn(no_escape);
        let drawn = |registry: &Handlebars<'_>| registry.render_template("{{name}}", &context).ok();
        assert_eq!(drawn(&plain).as_deref(), Some("<O'Brien & Co>"));
        assert_eq!(
            drawn(&registry()).as_deref(),
            Some("&lt;O&#x27;Brien &amp; Co&gt;")
        );
    }
}
