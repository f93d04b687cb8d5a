import ArgumentParser
import TrackerKit
import Trackers

/// A field of credentials with the trackers that declare it, as an option of the command line.
struct CredentialField: Sendable {
    let name: String
    let isSecret: Bool
    /// The descriptions of the field, each with the trackers to which it applies.
    private var helps: [(text: String, trackers: [String])] = []

    /// Every field that a tracker declares, once.
    static let all: [CredentialField] = {
        var fields: [CredentialField] = []
        for tracker in BuiltInTrackers.declarations {
            for field in tracker.credentials.flatMap(\.fields) {
                let index = fields.firstIndex { $0.name == field.name }
                if index == nil { fields.append(CredentialField(field)) }
                fields[index ?? fields.count - 1].add(field.help, of: tracker.kind.rawValue)
            }
        }
        return fields
    }()

    /// The kinds of credentials that a tracker takes; every kind for nil, or for a tracker that only a newer gateway
    /// supports.
    static func kinds(of tracker: String?) -> [CredentialKind] {
        let declaration = BuiltInTrackers.declarations.first { $0.kind.rawValue == tracker }
        if let declaration { return declaration.credentials }
        var names: Set<String> = []
        return BuiltInTrackers.declarations.flatMap(\.credentials).filter { names.insert($0.name).inserted }
    }

    /// One line for each tracker: the options for its credentials.
    static var overview: String {
        BuiltInTrackers.declarations.sorted { $0.kind < $1.kind }.map { tracker in
            let choices = tracker.credentials.map { kind in
                let options = kind.fields.map { $0.isRequired ? option(of: $0) : "optionally \(option(of: $0))" }
                return options.isEmpty ? "none" : options.joined(separator: ", ")
            }
            return "\(tracker.kind.rawValue): \(choices.joined(separator: "; or "))"
        }.joined(separator: "\n")
    }

    /// The kinds of trackers: `github, gitlab or local`.
    static var trackers: String { Choices.text(BuiltInTrackers.declarations.map(\.kind).sorted().map(\.rawValue)) }

    private init(_ field: SettingField) {
        name = field.name
        isSecret = field.isSecret
    }

    private mutating func add(_ text: String, of tracker: String) {
        if let index = helps.firstIndex(where: { $0.text == text }) {
            helps[index].trackers.append(tracker)
        } else {
            helps.append((text, [tracker]))
        }
    }

    /// The option as users write it.
    var option: String { "--\(flag)" }

    static func option(of field: SettingField) -> String { CredentialField(field).option }

    /// `--token-file` is the file with the gateway's own token.
    private var flag: String {
        let base = name == CredentialKind.tokenName ? "tracker-token" : name.replacing("_", with: "-")
        return isSecret ? "\(base)-file" : base
    }

    var argument: Option<String?> {
        var text = helps.map { "\($0.trackers.joined(separator: ", ")): \($0.text)" }.joined(separator: " ")
        text = isSecret ? "A file, or - for standard input. For \(text)" : "For \(text)"
        if name == CredentialKind.tokenName { text += " Default: $\(CredentialOptions.variable)." }
        let names: NameSpecification = [.customLong(flag)]
        guard isSecret else { return Option<String?>(name: names, help: ArgumentHelp(text)) }
        return Option<String?>(name: names, help: ArgumentHelp(text), completion: .file())
    }
}
