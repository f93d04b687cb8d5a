import Primitives
import Yams

/// YAML as files of templates use it: every scalar is its text.
///
/// Aliases are refused, as by GitHub: a small file can be made to grow without end with them. An anchor to which no
/// alias refers changes nothing, and is accepted.
enum YAMLText {
    /// More nodes than this are none of a form's.
    private static let maximumNodes = 20_000
    private static let maximumDepth = 32

    /// The document as objects, arrays, strings and null.
    static func read(_ text: String) throws(TemplateProblems) -> JSON {
        guard let aliases = YAMLAliases(text) else { throw TemplateImporter.fault("is no text") }
        let root: Node?
        do {
            root = try Yams.compose(yaml: aliases.text)
        } catch let error as YamlError {
            throw TemplateImporter.fault("is no YAML: \(error.place)")
        } catch {
            throw TemplateImporter.fault("is no YAML")
        }
        guard let root else { return .null }
        var reading = Reading(aliases: aliases, budget: maximumNodes)
        return try json(root, depth: 0, &reading)
    }

    private struct Reading {
        let aliases: YAMLAliases
        var budget: Int

        func text(_ scalar: Node.Scalar) throws(TemplateProblems) -> String {
            guard !aliases.isAlias(scalar.string, isPlain: scalar.style == .plain) else {
                throw TemplateImporter.fault("must not use anchors and aliases")
            }
            return aliases.restored(scalar.string)
        }
    }

    private static func json(_ node: Node, depth: Int, _ reading: inout Reading) throws(TemplateProblems) -> JSON {
        reading.budget -= 1
        guard depth < maximumDepth, reading.budget > 0 else { throw TemplateImporter.fault("holds too much") }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return isNull ? .null : .string(try reading.text(scalar))
        case .sequence(let sequence):
            var elements: [JSON] = []
            for element in sequence { elements.append(try json(element, depth: depth + 1, &reading)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [String: JSON] = [:]
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { throw TemplateImporter.fault("has a key that is no text") }
                members[try reading.text(name)] = try json(value, depth: depth + 1, &reading)
            }
            return .object(members)
        case .alias: throw TemplateImporter.fault("must not use anchors and aliases")
        }
    }
}

extension YamlError {
    /// Where the fault is, without the text around it.
    fileprivate var place: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem) in line \(mark.line)"
        case .duplicatedKeysInMapping: "a key is there twice"
        default: "it can't be read"
        }
    }
}

extension JSON {
    /// The text of a YAML scalar, without space around it; nil where there is none.
    var trimmedText: String? {
        guard let text = stringValue else { return nil }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    /// Whether a YAML scalar says yes (YAML 1.1, as GitHub reads it).
    var isYes: Bool { ["true", "yes", "on", "y"].contains(stringValue?.lowercased() ?? "") }
}

extension String {
    /// Without empty lines at its ends.
    var withoutOuterLines: String {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
            let last = lines.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) })
        else { return "" }
        return lines[first...last].joined(separator: "\n")
    }

    var unquoted: String {
        guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return self }
        return String(dropFirst().dropLast())
    }
}
