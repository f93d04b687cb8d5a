package import Models

/// A file of a project that says how its tickets should look.
package struct TemplateFile: Sendable, Hashable {
    /// The largest file that is read: GitHub itself shows no form of more.
    package static let maximumBytes = 256 << 10

    /// Where it lies in the project; its name alone will do.
    package var path: String
    /// Its text.
    package var content: String

    /// Names a file.
    package init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// The file's name without its directory.
    var name: String { String(path.split(separator: "/").last ?? "") }
    /// The file's name without directory and ending.
    var stem: String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
    /// Whether it is YAML by its name.
    var isYAML: Bool { [".yml", ".yaml"].contains { name.lowercased().hasSuffix($0) } }
}

/// What was read from a file.
package enum ImportedFile: Sendable, Hashable {
    /// A template.
    case template(ImportedTemplate)
    /// What GitHub shows beside the templates.
    case chooser(TemplateChooser)
}

/// A template as a file says it.
package struct ImportedTemplate: Sendable, Hashable {
    /// How the file is written.
    package var format: TemplateFormat
    /// Its name for people.
    package var title: String
    /// What it is for.
    package var description: String?
    /// What it says.
    package var content: TemplateContent
    /// What of the file has no place here, for people.
    package var notes: [String] = []

    /// A slug of its file's name.
    package var slug: String
}

/// GitHub's `config.yml`: what stands beside the templates. It makes no template.
package struct TemplateChooser: Sendable, Hashable {
    /// A place to go to instead of opening a ticket.
    package struct ContactLink: Sendable, Hashable {
        /// What it is called.
        package var name: String
        /// Its address.
        package var url: String
        /// What it is for.
        package var about: String

        /// Names a place.
        package init(name: String, url: String, about: String) {
            self.name = name
            self.url = url
            self.about = about
        }
    }

    /// Whether people may open a ticket without a template.
    package var allowsBlankIssues: Bool
    /// Places to go to instead.
    package var contactLinks: [ContactLink]
    /// What of the file can't be used, for people.
    package var notes: [String] = []

    /// Says what stands there.
    package init(allowsBlankIssues: Bool, contactLinks: [ContactLink], notes: [String] = []) {
        self.allowsBlankIssues = allowsBlankIssues
        self.contactLinks = contactLinks
        self.notes = notes
    }
}
