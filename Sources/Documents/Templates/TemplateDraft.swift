import Automation
package import Models
import Primitives

/// A template to be created or changed.
package struct TemplateDraft: Sendable {
    /// The template's name in URLs.
    package var slug: String
    /// The human-readable name; nil for the slug.
    package var title: String?
    package var description: String?
    /// The slug of the template's channel; nil for all channels.
    package var channel: String?
    package var content: TemplateContent

    package init(slug: String, title: String? = nil, content: TemplateContent) {
        self.slug = slug
        self.title = title
        self.content = content
    }
}

extension BodyReader {
    /// Decodes a `TemplateCreate`. Errors make `finish` throw.
    package mutating func templateDraft() -> TemplateDraft {
        let slug = required("slug", .slug)
        let title = optional("title", .visible(1...TemplateLimits.templateName))
        let description = nullable("description", .text(0...TemplateLimits.description))
        let channel = nullable("channel", .slug)
        var draft = TemplateDraft(slug: slug ?? "", title: title, content: templateContent())
        draft.description = description
        draft.channel = channel
        return draft
    }
}
