public import Models

/// A file of a project that says how its tickets should look.
public struct TemplateFile: Sendable, Hashable {
    /// The largest file that is read: GitHub itself shows no form of more.
    public static let maximumBytes = 256 << 10

    /// Where it lies in the project; its name alone will do.
    public var path: String
    /// Its text.
    public var content: String

    /// Names a file.
    public init(path: String, content: String) {
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
public enum ImportedFile: Sendable, Hashable {
    /// A template.
    case template(ImportedTemplate)
    /// What GitHub shows beside the templates.
    case chooser(TemplateChooser)
}

/// A template as a file says it.
public struct ImportedTemplate: Sendable, Hashable {
    /// How the file is written.
    public var format: TemplateFormat
    /// Its name for people.
    public var title: String
    /// What it is for.
    public var description: String?
    /// What it says.
    public var content: TemplateContent
    /// What of the file has no place here, for people.
    public var notes: [String] = []

    /// A slug of its file's name.
    public var slug: String
}

/// GitHub's `config.yml`: what stands beside the templates. It makes no template.
public struct TemplateChooser: Sendable, Hashable {
    /// A place to go to instead of opening a ticket.
    public struct ContactLink: Sendable, Hashable {
        /// What it is called.
        public var name: String
        /// Its address.
        public var url: String
        /// What it is for.
        public var about: String

        /// Names a place.
        public init(name: String, url: String, about: String) {
            self.name = name
            self.url = url
            self.about = about
        }
    }

    /// Whether people may open a ticket without a template.
    public var allowsBlankIssues: Bool
    /// Places to go to instead.
    public var contactLinks: [ContactLink]
    /// What of the file can't be used, for people.
    public var notes: [String] = []

    /// Says what stands there.
    public init(allowsBlankIssues: Bool, contactLinks: [ContactLink], notes: [String] = []) {
        self.allowsBlankIssues = allowsBlankIssues
        self.contactLinks = contactLinks
        self.notes = notes
    }
}
