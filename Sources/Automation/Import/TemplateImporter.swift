package import Models

/// Imports the ticket templates that projects define for their own tracker.
package enum TemplateImporter {
    /// Reads a file.
    /// - Parameters:
    ///   - format: The format of the file; nil to detect it by path and content.
    ///   - allowance: The total work allowed for all files of a call; nil for a single file.
    /// - Throws: All errors in the file.
    package static func read(
        _ file: TemplateFile, format: TemplateFormat? = nil, within allowance: WorkAllowance? = nil
    ) throws(TemplateProblems) -> ImportedFile {
        guard file.content.utf8.count <= TemplateFile.maximumBytes else { throw fault("is larger than 256 KiB") }
        guard !file.content.utf8.contains(0) else { throw fault("is not text") }
        var file = file
        file.content = normalized(file.content)
        if format == nil, file.isYAML, file.stem.lowercased() == "config" {
            var chooser = try TemplateChooser(file)
            chooser.notes = bounded(chooser.notes)
            return .chooser(chooser)
        }
        var template = try read(file, as: format ?? Self.format(of: file))
        template.bound()
        for variable in template.content.variables where variable.bounded != variable {
            template.notes.append("the label or description of \(variable.name) is shortened")
        }
        template.content.variables = template.content.variables.map(\.bounded)
        guard template.content.variables.count <= TemplateLimits.variables.upperBound else {
            throw fault("has more than \(TemplateLimits.variables.upperBound) fields")
        }
        let problems = template.content.problems(within: allowance)
        guard allowance?.isExhausted != true else { throw fault(WorkAllowance.refusal) }
        guard problems.isEmpty else {
            throw TemplateProblems(problems.map { TemplateProblem("/content", "\($0.pointer): \($0.detail)") })
        }
        template.notes = bounded(template.notes)
        return .template(template)
    }

    /// The maximum number of notes on a file. A file of 256 KiB can have a fault in each of some ten thousand elements.
    package static let mostNotes = 100
    /// The maximum length of a note, in characters.
    package static let longestNote = 500

    /// The first notes, shortened, and how many were omitted. If some are omitted, those on `/confidential` come first:
    /// a ticket that becomes public by mistake cannot be made secret again.
    private static func bounded(_ notes: [String]) -> [String] {
        let isGrave: (String) -> Bool = { $0.hasPrefix("/confidential") }
        let ordered = notes.count > mostNotes ? notes.filter(isGrave) + notes.filter { !isGrave($0) } : notes
        let kept = ordered.prefix(mostNotes).map { note in
            let cut = note.prefix(scalars: longestNote)
            return cut == note ? note : cut + "…"
        }
        guard notes.count > mostNotes else { return kept }
        return kept + ["\(notes.count - mostNotes) more notes are omitted"]
    }

    private static func read(_ file: TemplateFile, as format: TemplateFormat) throws(TemplateProblems)
        -> ImportedTemplate
    {
        switch format {
        case .githubForm: try IssueForm(file).template
        case .githubMarkdown: try MarkdownTemplate(file).template
        case .gitlabMarkdown: GitLabTemplate(file).template
        }
    }

    /// Detects the format. YAML files are forms. Markdown is GitLab's if it is in `.gitlab/`, or if it has quick
    /// actions, no front matter and is not in `.github/`.
    private static func format(of file: TemplateFile) -> TemplateFormat {
        if file.isYAML { return .githubForm }
        if file.path.split(separator: "/").contains(".gitlab") { return .gitlabMarkdown }
        if file.path.split(separator: "/").contains(".github") || MarkdownTemplate.hasFrontMatter(file.content) {
            return .githubMarkdown
        }
        return GitLabTemplate(file).hasActions ? .gitlabMarkdown : .githubMarkdown
    }

    static func fault(_ detail: String) -> TemplateProblems { TemplateProblems([TemplateProblem("/content", detail)]) }

    /// Converts line ends to line feeds and removes a byte order mark. GitLab removes carriage returns instead, which
    /// may complete `/confidential`; then they are removed here too.
    private static func normalized(_ text: String) -> String {
        let unix = text.replacing("\r\n", with: "\n")
        var lines = unix.replacing("\r", with: "\n")
        let joined = unix.replacing("\r", with: "")
        let action = { (text: String) in text.lowercased().ranges(of: "/confidential").count }
        if unix.utf8.contains(0x0D), action(joined) > action(lines) { lines = joined }
        return lines.unicodeScalars.first == "\u{FEFF}" ? String(lines.unicodeScalars.dropFirst()) : lines
    }
}

extension ImportedTemplate {
    /// Enforces the limits of a template: shortens the name and description, and drops a ticket title that is too long.
    /// Adds a note for each.
    fileprivate mutating func bound() {
        func cut(_ text: String, to limit: Int, as what: String) -> String {
            let cut = text.prefix(scalars: limit)
            if cut != text { notes.append("the \(what) is shortened to \(limit) characters") }
            return cut
        }
        title = cut(title, to: TemplateLimits.templateName, as: "name")
        description = description.map { cut($0, to: TemplateLimits.description, as: "description") }
        if content.ticket.title.unicodeScalars.count > TemplateLimits.title.upperBound {
            content.ticket.title = ""
            notes.append("the title is omitted: it is longer than \(TemplateLimits.title.upperBound) characters")
        }
    }
}

extension TemplateVariable {
    /// The variable with shortened label and help text. Help texts of several pages exist in real forms.
    fileprivate var bounded: Self {
        var variable = self
        variable.label = label.map { String($0.prefix(TemplateLimits.label.upperBound / 4)) }
        variable.help = help.map { String($0.prefix(TemplateLimits.help.upperBound / 4)) }
        return variable
    }
}

/// Derives slugs and variable names from names chosen by people.
enum Naming {
    /// A slug of at most 63 characters (`[a-z0-9][a-z0-9-]*`); `template` if no usable characters are left.
    static func slug(_ text: String) -> String {
        let slug = String(joined(text.lowercased(), with: "-").prefix(63))
        return slug.isEmpty ? "template" : slug
    }

    /// A variable name that is not in `taken`.
    static func variable(_ text: String, not taken: Set<String>) -> String {
        // A name that is already valid is kept.
        var name = TemplateVariable.isName(text) ? text : joined(text, with: "_")
        if name.isEmpty { name = "field" }
        if name.utf8.first.map({ (0x30...0x39).contains($0) }) ?? true { name = "_" + name }
        let stem = String(name.prefix(TemplateLimits.name.upperBound - 4))
        let free = ([stem] + (2...999).map { "\(stem)_\($0)" }).first {
            TemplateVariable.isName($0) && !taken.contains($0)
        }
        return free ?? stem
    }

    /// The groups of ASCII letters and digits, joined by the separator.
    private static func joined(_ text: String, with separator: String) -> String {
        text.split { character in !character.isASCII || !(character.isLetter || character.isNumber) }.joined(
            separator: separator)
    }
}
