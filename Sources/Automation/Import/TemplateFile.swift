package import Models

/// A file in a project that defines a ticket template.
package struct TemplateFile: Sendable, Hashable {
    /// The maximum size of a file, in bytes. GitHub does not display larger forms.
    package static let maximumBytes = 256 << 10

    /// The path in the project; the file name alone is enough.
    package var path: String
    package var content: String

    package init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// The file name without the directory.
    var name: String { String(path.split(separator: "/").last ?? "") }
    /// The file name without directory and extension.
    var stem: String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
    /// Whether the file name has a YAML extension.
    var isYAML: Bool { [".yml", ".yaml"].contains { name.lowercased().hasSuffix($0) } }
}

/// The result of reading a file.
package enum ImportedFile: Sendable, Hashable {
    case template(ImportedTemplate)
    /// The configuration of GitHub's template chooser.
    case chooser(TemplateChooser)
}

/// A template that was read from a file.
package struct ImportedTemplate: Sendable, Hashable {
    /// The format of the file.
    package var format: TemplateFormat
    /// The display name.
    package var title: String
    package var description: String?
    package var content: TemplateContent
    /// Human-readable notes on parts of the file that could not be imported.
    package var notes: [String] = []

    /// A slug derived from the file name.
    package var slug: String
}

/// GitHub's `config.yml`, which configures the page for choosing a template. It contains no template.
package struct TemplateChooser: Sendable, Hashable {
    /// A link to a page to use instead of opening a ticket.
    package struct ContactLink: Sendable, Hashable {
        /// The displayed text.
        package var name: String
        package var url: String
        /// A description of the page.
        package var about: String

        package init(name: String, url: String, about: String) {
            self.name = name
            self.url = url
            self.about = about
        }
    }

    /// Whether a ticket may be opened without a template.
    package var allowsBlankIssues: Bool
    /// Links to pages to use instead of opening a ticket.
    package var contactLinks: [ContactLink]
    /// Human-readable notes on parts of the file that could not be imported.
    package var notes: [String] = []

    package init(allowsBlankIssues: Bool, contactLinks: [ContactLink], notes: [String] = []) {
        self.allowsBlankIssues = allowsBlankIssues
        self.contactLinks = contactLinks
        self.notes = notes
    }
}
