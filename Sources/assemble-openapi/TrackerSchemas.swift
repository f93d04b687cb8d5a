import Primitives
import TrackerKit

/// The schemas of the contract that follow from the trackers' declarations.
struct TrackerSchemas {
    private let declarations: [TrackerDeclaration]
    /// Every kind of credentials once, in the order of the declarations, `none` last.
    private let kinds: [CredentialKind]

    init(_ declarations: [TrackerDeclaration]) {
        self.declarations = declarations
        var names: Set<String> = []
        let all = declarations.flatMap(\.credentials).filter { names.insert($0.name).inserted }
        let none = CredentialKind.none.name
        kinds = all.filter { $0.name != none } + all.filter { $0.name == none }
    }

    /// What is wrong with the declarations, one sentence each. A client recognises credentials by their `type` alone.
    var faults: [String] {
        kinds.filter { kind in
            declarations.flatMap(\.credentials).contains { $0.name == kind.name && lines(of: $0) != lines(of: kind) }
        }.map { "the trackers declare different fields for the credentials \($0.name)" }
    }

    /// A fragment with these schemas.
    var fragment: Fragment {
        var lines = ["components:", "  schemas:"] + trackerKinds + credentials
        for kind in kinds { lines += self.lines(of: kind, isDescribed: true) }
        for (name, fields) in [
            ("Connection", \TrackerDeclaration.connectionSettings), ("Channel", \TrackerDeclaration.channelSettings),
        ] {
            lines += SettingSchemas(declarations, fields: fields).lines(named: name)
        }
        return Fragment(name: "trackers", text: lines.joined(separator: "\n"))
    }

    private var trackerKinds: [String] {
        let names = JSON(declarations.map(\.kind).sorted().map(\.rawValue)).flow
        return [
            "    TrackerKind: {type: string, description: The kinds of tracker that this gateway supports., "
                + "x-extensible-enum: \(names)}",
            "    TrackerKindInput: {type: string, enum: \(names)}",
        ]
    }

    private var credentials: [String] {
        var lines = ["    ConnectionCredentials:", "      description: Write-only.", "      oneOf:"]
        lines += kinds.map { "        - {$ref: '#/components/schemas/\($0.schema)'}" }
        lines += ["      discriminator:", "        propertyName: type", "        mapping:"]
        lines += kinds.map { "          \($0.name): '#/components/schemas/\($0.schema)'" }
        return lines
    }

    private func lines(of kind: CredentialKind, isDescribed: Bool = false) -> [String] {
        let required = ["type"] + kind.fields.filter(\.isRequired).map(\.name)
        var lines = [
            "    \(kind.schema):", "      type: object", "      additionalProperties: false",
            "      required: \(JSON(required).flow)", "      properties:",
            "        type: {type: string, const: \(kind.name)}",
        ]
        for field in kind.fields {
            let texts = FieldTexts(declarations) { tracker in
                tracker.credentials.filter { $0.name == kind.name }.flatMap(\.fields).filter { $0.name == field.name }
            }
            let members =
                field.schema(isInput: true, isNullable: !field.isRequired) + (isDescribed ? [texts.member] : [])
            lines.append("        \(field.name): {\(members.joined(separator: ", "))}")
        }
        return lines
    }
}

/// The schemas of the settings of connections or of channels: in responses, and when creating and changing one.
private struct SettingSchemas {
    private let declarations: [TrackerDeclaration]
    private let fields: KeyPath<TrackerDeclaration, [SettingField]>

    init(_ declarations: [TrackerDeclaration], fields: KeyPath<TrackerDeclaration, [SettingField]>) {
        self.declarations = declarations
        self.fields = fields
    }

    /// - Parameter name: The object that has the settings.
    func lines(named name: String) -> [String] {
        let options = "Options of the kind of tracker; unknown ones are rejected."
        let patch = "Merged into the settings; null removes one."
        return lines("\(name)Settings", options) + lines("\(name)SettingsInput", options, isInput: true)
            + lines("\(name)SettingsPatch", patch, isInput: true, isNullable: true)
    }

    private func lines(
        _ name: String, _ description: String, isInput: Bool = false, isNullable: Bool = false
    ) -> [String] {
        var lines = ["    \(name):", "      type: object", "      description: \(description)"]
        if isInput { lines.append("      maxProperties: 50") }
        let names = Set(declarations.flatMap { $0[keyPath: fields] }.map(\.name)).sorted()
        if !names.isEmpty { lines.append("      properties:") }
        lines += names.map { property($0, isInput: isInput, isNullable: isNullable) }
        lines.append("      additionalProperties: {type: [string, number, boolean\(isNullable ? ", 'null'" : "")]}")
        return lines
    }

    /// A setting whose format differs between trackers has no type.
    private func property(_ name: String, isInput: Bool, isNullable: Bool) -> String {
        let texts = FieldTexts(declarations) { $0[keyPath: fields].filter { $0.name == name } }
        let schemas = declarations.flatMap { $0[keyPath: fields] }.filter { $0.name == name }
            .map { $0.schema(isInput: isInput, isNullable: isNullable) }
        let members = Set(schemas).count == 1 ? schemas[0] : []
        return "        \(name): {\((members + [texts.member]).joined(separator: ", "))}"
    }
}

/// The descriptions of a field that several trackers may have.
private struct FieldTexts {
    private let all: [(tracker: String, text: String)]

    init(_ declarations: [TrackerDeclaration], _ fields: (TrackerDeclaration) -> [SettingField]) {
        all = declarations.flatMap { tracker in fields(tracker).map { (tracker: tracker.kind.rawValue, text: $0.help) }
        }
    }

    /// The member `description`. If the texts differ, each has the trackers to which it applies.
    var member: String {
        let texts = all.map(\.text).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let lines = texts.map { text in
            let trackers = all.filter { $0.text == text }.map { "`\($0.tracker)`" }.joined(separator: ", ")
            return texts.count == 1 ? text : "\(trackers): \(text)"
        }
        return "description: \(JSON.string(lines.joined(separator: " ")).text)"
    }
}

extension SettingField {
    /// The members of the schema in flow style, without the description.
    /// - Parameter isInput: Whether it is part of a request. Later versions may add values to responses.
    fileprivate func schema(isInput: Bool, isNullable: Bool) -> [String] {
        let isEnumeration = isInput && format.schema.contains { $0.name == "enum" }
        var members = format.schema.map { name, value in
            switch (name, value) {
            case ("type", _) where isNullable && !isEnumeration: "type: [\(value.flow), 'null']"
            case ("enum", _) where !isInput: "x-extensible-enum: \(value.flow)"
            default: "\(name): \(value.flow)"
            }
        }
        // A generated client cannot represent null as a value of an enumeration.
        if isNullable, isEnumeration {
            members = ["anyOf: [{\(members.joined(separator: ", "))}, {type: 'null'}]"]
        }
        if isSecret { members.append("writeOnly: true") }
        return members
    }
}

extension JSON {
    /// The value in YAML's flow style. A string is quoted unless it is an unreserved word.
    fileprivate var flow: String {
        switch self {
        case .string(let text):
            text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_]*/) != nil && !Self.reserved.contains(text.lowercased())
                ? text : self.text
        case .array(let elements): "[\(elements.map(\.flow).joined(separator: ", "))]"
        default: text
        }
    }

    /// The words that YAML 1.1 reads as other types.
    private static let reserved: Set = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
}
