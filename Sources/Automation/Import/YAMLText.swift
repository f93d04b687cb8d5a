import Primitives
import Yams

/// A parser for the YAML of template files, in which every scalar is a text or null.
///
/// Aliases are rejected, as on GitHub, because they can make a small file expand without limit. An anchor without an
/// alias is harmless and accepted.
enum YAMLText {
    /// The maximum number of nodes, far above that of real forms.
    private static let maximumNodes = 20_000
    private static let maximumDepth = 32

    /// Parses a document to objects, arrays, strings and null.
    static func read(_ text: String) throws(TemplateProblems) -> JSON {
        guard let aliases = YAMLAliases(text) else { throw TemplateImporter.fault("is not text") }
        let root: Node?
        do {
            root = try Yams.compose(yaml: aliases.text)
        } catch let error as YamlError {
            throw TemplateImporter.fault("is not YAML: \(error.summary)")
        } catch {
            throw TemplateImporter.fault("is not YAML")
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
        guard depth < maximumDepth, reading.budget > 0 else {
            throw TemplateImporter.fault("is nested too deeply or has too many values")
        }
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
                guard case .scalar(let name) = key else { throw TemplateImporter.fault("has a key that is not text") }
                members[try reading.text(name)] = try json(value, depth: depth + 1, &reading)
            }
            return .object(members)
        case .alias: throw TemplateImporter.fault("must not use anchors and aliases")
        }
    }
}

extension YamlError {
    /// The error and its line, without the surrounding text.
    fileprivate var summary: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem) on line \(mark.line)"
        case .duplicatedKeysInMapping: "a key is duplicated"
        default: "it can't be read"
        }
    }
}

extension JSON {
    /// The text of a scalar without surrounding white space; nil if it is empty or not a text.
    var trimmedText: String? {
        guard let text = stringValue else { return nil }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    /// Whether a scalar is true in YAML 1.1, which GitHub uses.
    var isYes: Bool { ["true", "yes", "on", "y"].contains(stringValue?.lowercased() ?? "") }
}

extension String {
    /// The text without empty lines at its beginning and end.
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
