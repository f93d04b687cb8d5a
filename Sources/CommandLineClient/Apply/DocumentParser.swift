import Automation
import Primitives
import Yams

/// Parses the documents of a file: YAML documents separated by `---` (YAML 1.2, limited to what JSON can express),
/// JSON, or an array of documents.
struct DocumentParser {
    let file: String
    private(set) var documents: [SourceDocument] = []
    private(set) var faults: [DocumentFault] = []

    /// The maximum number of values in a document, far more than in any hand-written file.
    private static let maximumParts = 50_000
    /// The nesting limit of `JSON`.
    private static let maximumDepth = 128

    init(file: String) { self.file = file }

    mutating func read(_ text: String) {
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let first = text.first { !$0.isWhitespace }
        if first == "{" || first == "[" || file.hasSuffix(".json") {
            readJSON(text)
        } else {
            readYAML(text)
        }
    }

    /// The JSON parser decides what is valid. The YAML parser is used only to find line numbers.
    private mutating func readJSON(_ text: String) {
        let json: JSON
        do {
            json = try JSON(parsing: Array(text.utf8))
        } catch {
            // Unquoted names: it is YAML flow style.
            if !file.hasSuffix(".json") { return readYAML(text) }
            let line = text.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + 1
            let detail = "is not JSON: \(error.cause(in: Array(text.utf8)))"
            return faults.append(DocumentFault(place: "\(file):\(line)", detail: detail))
        }
        var lines: [String: Int] = [:]
        if let aliases = YAMLAliases(text), let root = try? Yams.compose(yaml: aliases.text) {
            _ = try? Self.value(root, at: "", lines: &lines, aliases: aliases)
        }
        add(json, lines, line: lines[""] ?? 1)
    }

    private mutating func readYAML(_ text: String) {
        guard let aliases = YAMLAliases(text) else {
            return faults.append(DocumentFault(place: file, detail: "is not text"))
        }
        do {
            let parser = try Parser(yaml: aliases.text)
            while let root = try parser.nextRoot() {
                var lines: [String: Int] = [:]
                let json = try Self.value(root, at: "", lines: &lines, aliases: aliases)
                // An empty document between two separators.
                if !json.isNull { add(json, lines, line: root.mark?.line ?? 1) }
            }
        } catch let refusal as Refusal {
            let hint = Self.hint(for: refusal.line, of: text)
            faults.append(DocumentFault(place: "\(file):\(refusal.line)", detail: refusal.detail + hint))
        } catch let error as YamlError {
            let (line, problem) = error.place
            // The parser notices an unclosed array or object only where the next line begins, or at the end.
            let isUnclosed = problem.contains("expected ',' or")
            let cause = isUnclosed ? " (an unclosed [ or { or a missing comma in the lines before?)" : ""
            let detail = "is not YAML: \(aliases.restored(problem))\(cause)\(Self.hint(for: line, of: text))"
            faults.append(DocumentFault(place: "\(file):\(line)", detail: detail))
        } catch {
            faults.append(DocumentFault(place: file, detail: "is not YAML"))
        }
    }

    /// How to correct a line that YAML does not accept, as the end of a message; empty if that is unknown.
    private static func hint(for line: Int, of text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return "" }
        let found = lines[line - 1]
        if found.prefix(while: \.isWhitespace).contains("\t") { return "; indent with spaces, not with tabs" }
        let value = found.drop { $0 != ":" }.dropFirst().drop { $0.isWhitespace }
        return value.hasPrefix("{{") ? "; put a text that begins with {{ into quotes" : ""
    }

    private mutating func add(_ json: JSON, _ lines: [String: Int], line: Int) {
        guard case .array(let elements) = json else {
            return documents.append(SourceDocument(file: file, line: line, json: json, lines: lines))
        }
        for (index, element) in elements.enumerated() {
            let prefix = "/\(index)"
            let own = lines.filter { $0.key == prefix || $0.key.hasPrefix(prefix + "/") }
            let inner = Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
            documents.append(SourceDocument(file: file, line: inner[""] ?? line, json: element, lines: inner))
        }
    }

    // MARK: Values

    private struct Refusal: Error {
        let line: Int
        let detail: String
    }

    private static func value(
        _ node: Node, at pointer: String, lines: inout [String: Int], aliases: YAMLAliases, depth: Int = 0
    ) throws -> JSON {
        let line = node.mark?.line ?? 1
        lines[pointer] = lines[pointer] ?? line
        guard depth < maximumDepth, lines.count < maximumParts else {
            throw Refusal(line: line, detail: "is nested too deeply or has too many values")
        }
        switch node {
        case .scalar(let scalar): return value(scalar, try text(of: scalar, aliases, line: line))
        case .sequence(let sequence):
            return .array(
                try sequence.enumerated().map {
                    try value($1, at: "\(pointer)/\($0)", lines: &lines, aliases: aliases, depth: depth + 1)
                })
        case .mapping(let mapping):
            var members: [String: JSON] = [:]
            for (key, element) in mapping {
                let line = key.mark?.line ?? line
                guard let scalar = key.scalar else { throw Refusal(line: line, detail: "has a key that is not text") }
                let name = try text(of: scalar, aliases, line: line)
                let inner = JSONPointer.appending(name, to: pointer)
                guard members[name] == nil else { throw Refusal(line: line, detail: "\(inner): is duplicated") }
                lines[inner] = line
                members[name] = try value(element, at: inner, lines: &lines, aliases: aliases, depth: depth + 1)
            }
            return .object(members)
        case .alias: throw Refusal(line: line, detail: "has an alias without an anchor")
        }
    }

    private static func text(of scalar: Node.Scalar, _ aliases: YAMLAliases, line: Int) throws -> String {
        guard !aliases.isAlias(scalar.string, isPlain: scalar.style == .plain) else {
            throw Refusal(line: line, detail: "must not use anchors and aliases")
        }
        return aliases.restored(scalar.string)
    }

    /// In YAML 1.2.2 (section 10.3), `yes`, `no`, `on` and `off` are strings, unlike in YAML 1.1.
    private static func value(_ scalar: Node.Scalar, _ text: String) -> JSON {
        guard scalar.style == .plain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return (try? JSON(parsing: Array(text.utf8))) ?? .string(text)
        }
    }
}

extension YamlError {
    /// The line and the description of the error.
    fileprivate var place: (line: Int, problem: String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark.line, "duplicate key: \(duplicates.joined(separator: ", "))")
        case .reader(let problem, _, _, _): (1, problem)
        default: (1, "cannot be read")
        }
    }
}
