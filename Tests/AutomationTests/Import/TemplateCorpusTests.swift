import Automation
import Foundation
import Models
import Primitives
import Testing
import TrackerKit

/// Imports the issue templates of real projects. The expected result is computed line by line, independently of the
/// importer.
@Suite(.enabled(if: TemplateCorpus.isThere, "no corpus of templates: set TICKET_GATEWAY_CORPUS"))
struct TemplateCorpusTests {
    @Test func `every file is read with its type`() throws {
        var counts: [String: Int] = [:]
        for file in try TemplateCorpus.files() {
            switch try TemplateImporter.read(file) {
            case .template(let template):
                counts[template.format.rawValue, default: 0] += 1
                #expect(!template.title.isEmpty && template.content.problems.isEmpty, "\(file.path)")
            case .chooser(let chooser):
                counts["chooser", default: 0] += 1
                #expect(
                    chooser.contactLinks.count == file.content.components(separatedBy: "url:").count - 1, "\(file.path)"
                )
            }
        }
        #expect(counts.values.reduce(0, +) >= 30)
        #expect(counts["github_form", default: 0] >= 12 && counts["github_markdown", default: 0] >= 5)
        #expect(counts["gitlab_markdown", default: 0] >= 7 && counts["chooser", default: 0] >= 5)
    }

    @Test func `each form's ticket has every label once, in order, with its answer in GitHub's format`() throws {
        for (file, template) in try TemplateCorpus.templates(.githubForm) {
            let fields = FormLines(file.content).fields
            #expect(fields.map(\.label) == template.content.variables.map(\.label), "\(file.path)")
            var filled: [String: JSON] = [:], expected: [String] = []
            for (field, variable) in zip(fields, template.content.variables) {
                let (value, text) = field.filled(for: variable)
                filled[variable.name] = value
                expected.append("### \(field.label)\n\n\(text)")
            }
            #expect(try template.content.render(filled).body == expected.joined(separator: "\n\n"), "\(file.path)")
        }
    }

    @Test func `required fields of a form are required, and empty ones are marked`() throws {
        for (file, template) in try TemplateCorpus.templates(.githubForm) {
            let fields = zip(FormLines(file.content).fields, template.content.variables)
            let required = fields.filter { $0.isRequired && $1.standard == nil }.map { "/variables/\($1.name)" }
            do throws(TemplateProblems) {
                _ = try template.content.render([:])
                #expect(required.isEmpty, "\(file.path)")
            } catch {
                #expect(error.all.map(\.pointer) == required, "\(file.path)")
            }
            var least: [String: JSON] = [:]
            for (field, variable) in fields where field.isRequired {
                least[variable.name] = field.filled(for: variable).0
            }
            let empty = fields.filter { $0.type != "checkboxes" && least[$1.name] == nil && $1.standard == nil }
            let body = try template.content.render(least).body
            #expect(body.components(separatedBy: "\n\n_No response_").count - 1 == empty.count, "\(file.path)")
        }
    }

    @Test func `each Markdown template's ticket is its text`() throws {
        for (file, template) in try TemplateCorpus.templates(.githubMarkdown) {
            var lines = file.content.components(separatedBy: "\n").map { $0.replacingOccurrences(of: "\r", with: "") }
            if lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") { lines.removeSubrange(...end) }
            let text = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
            #expect(try template.content.render([:]).body == text, "\(file.path)")
        }
    }

    @Test func `each GitLab template's ticket is its text without its actions, which it has`() throws {
        for (file, template) in try TemplateCorpus.templates(.gitlabMarkdown) {
            let outside = file.content.replacing(/<!--(?s:.*?)-->/, with: "")
            let actions = outside.components(separatedBy: "\n").filter { $0.hasPrefix("/") }
            #expect(!actions.isEmpty, "\(file.path)")
            let names = actions.filter { $0.hasPrefix("/label") }.flatMap { line in
                line.matches(of: /~(?:"([^"]+)"|([\w:-]+))/).map { String($0.1 ?? $0.2 ?? "") }
            }
            #expect(template.content.ticket.labels == names, "\(file.path)")
            let body = try template.content.render([:]).body
            #expect(actions.allSatisfy { !body.components(separatedBy: "\n").contains($0) }, "\(file.path)")
            for line in outside.components(separatedBy: "\n") where !line.hasPrefix("/") && !line.isEmpty {
                #expect(body.contains(line), "\(file.path)")
            }
        }
    }

    @Test func `each can be rendered as plain text for a tracker without Markdown`() throws {
        for file in try TemplateCorpus.files() where file.path.hasSuffix(".md") {
            let plain = PlainText.of(markdown: file.content)
            #expect(!plain.contains("<!--") && !plain.contains("```\n"), "\(file.path)")
        }
    }
}

/// The folder `templates` of the corpus.
enum TemplateCorpus {
    private static var root: URL {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
        return URL(fileURLWithPath: ProcessInfo.processInfo.environment["TICKET_GATEWAY_CORPUS"] ?? beside)
            .appendingPathComponent(
                "templates")
    }

    static var isThere: Bool { FileManager.default.fileExists(atPath: root.path) }

    /// All files, with the paths that they have in their projects.
    static func files() throws -> [TemplateFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
            $0.hasSuffix("ml") || $0.hasSuffix(".md")
        }
        return try paths.sorted().map { path in
            let name = path.components(separatedBy: "/").last ?? ""
            let folder = path.hasPrefix("gitlab/") ? ".gitlab/issue_templates/" : ".github/ISSUE_TEMPLATE/"
            return TemplateFile(
                path: folder + name, content: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            )
        }
    }

    static func templates(_ format: TemplateFormat) throws -> [(TemplateFile, ImportedTemplate)] {
        try files().compactMap { file in
            guard case .template(let template) = try TemplateImporter.read(file), template.format == format else {
                return nil
            }
            return (file, template)
        }
    }
}

/// The fields of an issue form, found line by line without a YAML parser.
private struct FormLines {
    struct Field {
        var type: String
        var label = ""
        var language: String?
        var isRequired = false
        var options: [String] = []

        /// A value for the field, and the corresponding text in the ticket's body.
        func filled(for variable: TemplateVariable) -> (JSON, String) {
            switch variable.kind {
            case .choice: return (.string(options[0]), options[0])
            case .multiChoice where type == "checkboxes":
                return (true, options.map { "- [x] \($0)" }.joined(separator: "\n"))
            case .multiChoice: return (JSON(options), options.joined(separator: ", "))
            default:
                let text = "an answer & <more> for \(variable.name)"
                return (.string(text), language.map { "```\($0)\n\(text)\n```" } ?? text)
            }
        }
    }

    private(set) var fields: [Field] = []

    init(_ text: String) {
        var isOptions = false, isValidations = false
        for line in Self.unfolded(text.components(separatedBy: "\n")) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            let bare = trimmed.hasPrefix("- ") ? trimmed.dropFirst(2).trimmingCharacters(in: .whitespaces) : trimmed
            if let type = bare.wholeMatch(of: /type: *(markdown|input|textarea|dropdown|checkboxes)/)?.1 {
                fields.append(Field(type: String(type)))
                (isOptions, isValidations) = (false, false)
            }
            guard let index = fields.indices.last else { continue }
            if bare == "options:" { isOptions = true }
            if bare == "validations:" { (isOptions, isValidations) = (false, true) }
            if isOptions, trimmed.hasPrefix("- "), !trimmed.hasPrefix("- type") {
                let value = bare.hasPrefix("label:") ? bare.dropFirst(6).trimmingCharacters(in: .whitespaces) : bare
                fields[index].options.append(Self.unquoted(value))
            } else if bare.hasPrefix("label:"), fields[index].label.isEmpty {
                fields[index].label = Self.unquoted(bare.dropFirst(6).trimmingCharacters(in: .whitespaces))
            }
            if let language = bare.wholeMatch(of: /render: *(\w+)/)?.1 { fields[index].language = String(language) }
            if bare == "required: true", isValidations || isOptions { fields[index].isRequired = true }
        }
        fields.removeAll { $0.type == "markdown" }
    }

    /// Joins the lines of folded labels (`label: >-`).
    private static func unfolded(_ lines: [String]) -> [String] {
        var unfolded: [String] = []
        var depth: Int?
        for line in lines {
            let indentation = line.prefix { $0 == " " || $0 == "-" }.count
            if let open = depth, indentation > open, let last = unfolded.popLast() {
                unfolded.append(last + " " + line.trimmingCharacters(in: .whitespaces))
                continue
            }
            depth = line.hasSuffix("label: >-") ? indentation : nil
            unfolded.append(depth == nil ? line : String(line.dropLast(3)))
        }
        return unfolded
    }

    private static func unquoted(_ text: String) -> String {
        guard let first = text.first, first == "\"" || first == "'", text.last == first else { return text }
        return String(text.dropFirst().dropLast())
    }
}
