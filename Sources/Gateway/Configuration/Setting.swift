/// The documentation of a variable: its row in `docs/configuration.md`.
package struct SettingDescription: Sendable, Hashable {
    /// The full name, `TICKET_GATEWAY_…`.
    package let name: String
    /// Another name that is used if the first is not set, such as `PORT`.
    package let alias: String?
    /// The format of a value, for example `a port number from 0 to 65535`.
    package let expected: String
    /// The default, as an operator would write it. nil if there is none.
    package let standard: String?
    /// Whether the gateway refuses to start without it.
    package let isRequired: Bool
    /// Whether the value must never be shown.
    package let isSecret: Bool
    /// One or two sentences on what it is for.
    package let meaning: String
}

/// A variable and how its text is parsed.
struct Setting<Value: Sendable>: Sendable {
    let description: SettingDescription
    /// The value if the variable is not set or empty. nil if it is required.
    let fallback: Value?
    let syntax: SettingSyntax<Value>

    /// An optional setting. `standard` is written as an operator would write it and parsed like any other value, so
    /// that the documentation can't state a default that the code does not use.
    init(
        _ name: String, alias: String? = nil, syntax: SettingSyntax<Value>, standard: String, secret: Bool = false,
        meaning: String
    ) {
        self.init(
            name, alias: alias, syntax: syntax, standard: standard, fallback: syntax.parse(standard), secret: secret,
            meaning: meaning)
    }

    /// A setting without which the gateway refuses to start.
    init(required name: String, syntax: SettingSyntax<Value>, secret: Bool = false, meaning: String) {
        self.init(name, alias: nil, syntax: syntax, standard: nil, fallback: nil, secret: secret, meaning: meaning)
    }

    private init(
        _ name: String, alias: String?, syntax: SettingSyntax<Value>, standard: String?, fallback: Value?, secret: Bool,
        meaning: String
    ) {
        description = SettingDescription(
            name: ConfigurationSource.prefix + name, alias: alias, expected: syntax.expected, standard: standard,
            isRequired: fallback == nil, isSecret: secret, meaning: meaning)
        self.fallback = fallback
        self.syntax = syntax
    }
}

extension Setting {
    /// A setting without a default. While it is not set, its feature is disabled.
    static func optional<Wrapped>(
        _ name: String, syntax: SettingSyntax<Wrapped>, secret: Bool = false, meaning: String
    ) -> Setting<Wrapped?> where Value == Wrapped? {
        var lifted = SettingSyntax<Wrapped?>(expected: syntax.expected) { text in syntax.parse(text).map(Optional.some)
        }
        lifted.remedy = syntax.remedy
        lifted.hint = syntax.hint
        return Setting<Wrapped?>(
            name, alias: nil, syntax: lifted, standard: nil, fallback: .some(nil), secret: secret, meaning: meaning)
    }
}
