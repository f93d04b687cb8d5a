package import Primitives
package import TrackerKit

extension FieldType where Value == TrackerKind {
    /// The name of a kind of tracker. The service checks whether the gateway supports it.
    package static var tracker: Self {
        Self("a kind of tracker") { json in
            guard let name = json.stringValue, Slug.isValid(name) else { return nil }
            return TrackerKind(rawValue: name)
        }
    }
}

extension FieldType where Value == TrackerCredentials {
    /// One of the kinds of credentials, distinguished by `type`.
    package static func credentials(_ kinds: [CredentialKind]) -> Self {
        .object { body in
            guard let kind = body.required("type", .kind(of: kinds)) else { return nil }
            var values: [String: String] = [:]
            for field in kind.fields {
                values[field.name] =
                    field.isRequired
                    ? body.required(field.name, .setting(field.format))
                    : body.nullable(field.name, .setting(field.format))
            }
            return TrackerCredentials(kind: kind.name, values)
        }
    }
}

extension FieldType where Value == CredentialKind {
    fileprivate static func kind(of kinds: [CredentialKind]) -> Self {
        .word(kinds.map(\.name), value: { name in kinds.first { $0.name == name } })
    }
}

extension FieldType where Value == String {
    fileprivate static func setting(_ format: SettingFormat) -> Self {
        Self { json, pointer, errors in
            if format.accepts(json), let text = json.stringValue { return text }
            errors.append(FieldError(pointer: pointer, detail: format.mismatch(json)))
            return nil
        }
    }
}

extension FieldType where Value == JSON {
    /// The settings of a connection or channel, which the service compares with the tracker's declaration.
    package static var settings: Self {
        settings("an object of at most \(maximumSettings) texts, numbers or booleans") { !$0.isNull }
    }

    /// A merge patch of settings (RFC 7396): null removes one.
    package static var settingsPatch: Self {
        settings("an object of at most \(maximumSettings) texts, numbers, booleans or nulls") { _ in true }
    }

    /// The maximum number of settings in one request; several times what a tracker declares.
    private static var maximumSettings: Int { 50 }

    private static func settings(_ expected: String, where isAllowed: @escaping @Sendable (JSON) -> Bool) -> Self {
        Self(expected) { json in
            guard let members = json.objectValue, members.count <= maximumSettings else { return nil }
            let areScalars = members.values.allSatisfy { value in
                switch value {
                case .array, .object: false
                default: isAllowed(value)
                }
            }
            guard areScalars else { return nil }
            return json
        }
    }
}
