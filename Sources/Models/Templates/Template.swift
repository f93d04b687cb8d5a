package import Primitives

/// A form for creating tickets: variables plus the ticket they produce. Row of the table `template`, with its latest
/// version.
package struct Template: Sendable, Hashable {
    package typealias ID = Identifier<Template>

    package var id: ID
    /// The name in URLs; never changes.
    package var slug: String
    /// The display name.
    package var title: String
    /// The template's purpose.
    package var description: String?
    /// The channel that it is for, or whose project it was read from; nil for every channel.
    package var channelID: Channel.ID?
    /// The slug of that channel.
    package var channel: String?
    /// The file of a project that it was read from; nil if it was created through the API.
    package var source: TemplateSource?
    /// The number of the latest version, from 1.
    package var version: Int
    /// The content of the latest version.
    package var content: TemplateContent
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    /// A new template in its first version.
    package init(id: ID, slug: String, title: String, content: TemplateContent, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.title = title
        self.content = content
        version = 1
        createdAt = now
        updatedAt = now
        revision = 0
    }

    /// The reference recorded in tickets created from it.
    package var reference: TemplateReference { TemplateReference(slug: slug, version: version) }
}

/// The file of a project that a template was read from.
package struct TemplateSource: Sendable, Hashable {
    package var format: TemplateFormat
    /// The path within the project.
    package var path: String
    /// Since when the file no longer exists; nil while it exists.
    package var goneSince: Timestamp?

    package init(format: TemplateFormat, path: String, goneSince: Timestamp? = nil) {
        self.format = format
        self.path = path
        self.goneSince = goneSince
    }
}

/// The file formats of trackers' templates.
package enum TemplateFormat: String, Sendable, Hashable, CaseIterable {
    /// A GitHub issue form.
    case githubForm = "github_form"
    /// A GitHub issue template: Markdown, with or without front matter.
    case githubMarkdown = "github_markdown"
    /// A GitLab description template: Markdown with quick actions.
    case gitlabMarkdown = "gitlab_markdown"
}

/// The template and version that a ticket was created from.
package struct TemplateReference: Sendable, Hashable {
    /// The template's slug, kept even if the template is deleted.
    package var slug: String
    package var version: Int

    package init(slug: String, version: Int) {
        self.slug = slug
        self.version = version
    }
}

/// One version of a template. Row of the table `template_version`; immutable.
package struct TemplateVersion: Sendable, Hashable {
    /// Counted from 1.
    package var number: Int
    package var content: TemplateContent
    /// When it became the latest version.
    package var createdAt: Timestamp

    package init(number: Int, content: TemplateContent, createdAt: Timestamp) {
        self.number = number
        self.content = content
        self.createdAt = createdAt
    }
}
