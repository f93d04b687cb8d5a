import ArgumentParser
import Foundation
import Primitives
import TrackerKit

/// Credentials for a tracker: one option for each field that a tracker declares. Secrets are read from files or the
/// environment, because other users of the machine can see command lines.
///
/// The options come from the declarations, not from stored properties; see ``TableFieldOptions``.
struct CredentialOptions: ParsableArguments, CustomReflectable {
    /// The environment variable that holds the tracker's token.
    static let variable = "TICKET_GATEWAY_TRACKER_TOKEN"

    /// The arguments by the name of the field: the path of a file for a secret, the value for others.
    private var given: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for field in CredentialField.all {
            let key = Key(stringValue: field.name)
            given[field.name] = try container.decode(Option<String?>.self, forKey: key).wrappedValue
        }
    }

    var customMirror: Mirror { Mirror(self, children: CredentialField.all.map { ($0.name, $0.argument as Any) }) }

    func validate() throws {
        let streams = CredentialField.all.filter { $0.isSecret && given[$0.name] == "-" }
        guard streams.count <= 1 else {
            throw ValidationError("only one of \(streams.map(\.option).joined(separator: " and ")) can be -")
        }
    }

    /// The member `credentials` of a connection; nil if none were given.
    /// - Parameter tracker: The kind of tracker; nil if it is not known.
    func credentials(for tracker: String?, _ environment: ClientEnvironment) throws -> JSON? {
        let token = environment.variables[Self.variable].map(Self.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        let kinds = CredentialField.kinds(of: tracker)
        guard let kind = try kind(among: kinds, hasToken: token != nil, tracker) else { return nil }
        var members: [String: JSON] = ["type": .string(kind.name)]
        for field in kind.fields {
            let value = try value(of: field, environment) ?? (field.name == CredentialKind.tokenName ? token : nil)
            members[field.name] = value.map(JSON.string)
        }
        return .object(members)
    }

    /// The kind of credentials that has all given fields; nil if there are none.
    /// - Parameter hasToken: Whether the environment has a token, which need not be used.
    private func kind(among kinds: [CredentialKind], hasToken: Bool, _ tracker: String?) throws -> CredentialKind? {
        let names = Set(given.keys)
        guard hasToken || !names.isEmpty else { return nil }
        let fitting = kinds.filter { !$0.fields.isEmpty && names.isSubset(of: $0.fields.map(\.name)) }
        let available = names.union(hasToken ? [CredentialKind.tokenName] : [])
        func missing(_ kind: CredentialKind) -> [SettingField] {
            kind.fields.filter { $0.isRequired && !available.contains($0.name) }
        }
        if let kind = fitting.first(where: { missing($0).isEmpty }) { return kind }
        guard !names.isEmpty else { return nil }
        guard let kind = fitting.first else {
            let options = CredentialField.all.filter { names.contains($0.name) }.map(\.option)
            throw ClientFailure.usage(
                "\(tracker ?? "no tracker") takes no credentials with \(options.joined(separator: ", "))")
        }
        let options = missing(kind).map { CredentialField.option(of: $0) }
        throw ClientFailure.usage("the credentials require \(options.joined(separator: ", ")), too")
    }

    private func value(of field: SettingField, _ environment: ClientEnvironment) throws -> String? {
        guard let argument = given[field.name] else { return nil }
        return field.isSecret ? Self.trimmed(try environment.read(argument)) : argument
    }

    /// Files end with a newline, which is not part of a secret.
    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
