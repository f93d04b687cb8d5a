package import Primitives

/// A form for tickets: what a caller fills in, and the ticket that comes of it. Row of the table `template`, with its
/// latest version.
package struct Template: Sendable, Hashable {
    /// Tells templates apart.
    package typealias ID = Identifier<Template>

    /// Its identifier.
    package var id: ID
    /// Its name in URLs; never changes.
    package var slug: String
    /// Its name for people.
    package var title: String
    /// What it is for.
    package var description: String?
    /// The channel whose project it comes from or that it is for; nil for every channel.
    package var channelID: Channel.ID?
    /// The slug of that channel.
    package var channel: String?
    /// The file of a project that it was read from; nil for one that was made here.
    package var source: TemplateSource?
    /// The number of its latest version, from 1.
    package var version: Int
    /// What the latest version says.
    package var content: TemplateContent
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a new template in its first version.
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

    /// What a ticket says of where it came from.
    package var reference: TemplateReference { TemplateReference(slug: slug, version: version) }
}

/// The file of a project that a template was read from.
package struct TemplateSource: Sendable, Hashable {
    /// How the file is written.
    package var format: TemplateFormat
    /// Where it lies in the project.
    package var path: String
    /// Since when it is gone from there; nil while it is there.
    package var goneSince: Timestamp?

    /// Names a file.
    package init(format: TemplateFormat, path: String, goneSince: Timestamp? = nil) {
        self.format = format
        self.path = path
        self.goneSince = goneSince
    }
}

/// How trackers write templates into files.
package enum TemplateFormat: String, Sendable, Hashable, CaseIterable {
    /// A GitHub issue form.
    case githubForm = "github_form"
    /// A GitHub issue template: Markdown, with front matter or without.
    case githubMarkdown = "github_markdown"
    /// A GitLab description template: Markdown with quick actions.
    case gitlabMarkdown = "gitlab_markdown"
}

/// Which version of which template a ticket came from.
package struct TemplateReference: Sendable, Hashable {
    /// The template's slug, which it keeps also when the template is gone.
    package var slug: String
    /// The version's number.
    package var version: Int

    /// Names a version.
    package init(slug: String, version: Int) {
        self.slug = slug
        self.version = version
    }
}

/// One version of a template. Row of the table `template_version`; never changes.
package struct TemplateVersion: Sendable, Hashable {
    /// Its number, from 1.
    package var number: Int
    /// What it says.
    package var content: TemplateContent
    /// When it became the latest one.
    package var createdAt: Timestamp

    /// Makes a version.
    package init(number: Int, content: TemplateContent, createdAt: Timestamp) {
        self.number = number
        self.content = content
        self.createdAt = createdAt
    }
}
