/// What a variable is, in words: the row that `docs/configuration.md` has for it.
package struct SettingDescription: Sendable, Hashable {
    /// The variable's full name, `TICKET_GATEWAY_…`.
    package let name: String
    /// Another name under which it is accepted when the first is absent, such as `PORT`.
    package let alias: String?
    /// What a value must look like, for example `a port number from 0 to 65535`.
    package let expected: String
    /// The value that is used when none is given, as a person would write it; nil when there is none.
    package let standard: String?
    /// Whether the gateway refuses to start without it.
    package let isRequired: Bool
    /// Whether the value must never be shown.
    package let isSecret: Bool
    /// What it is for, in one sentence.
    package let meaning: String
}

/// A variable together with how its text is read.
struct Setting<Value: Sendable>: Sendable {
    let description: SettingDescription
    /// The value when the variable is absent or empty; nil when it must be given.
    let fallback: Value?
    /// The value of a text, or nil when the text is not what `description.expected` says.
    let parse: @Sendable (String) -> Value?

    /// A setting that may be left out. `standard` is written as an operator would write it, and read like any other
    /// value, so that the documentation cannot name a default that the code does not use.
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
        parse = syntax.parse
    }
}

extension Setting {
    /// A setting that has no value unless one is given: what it does is then off.
    static func optional<Wrapped>(
        _ name: String, syntax: SettingSyntax<Wrapped>, secret: Bool = false, meaning: String
    ) -> Setting<Wrapped?> where Value == Wrapped? {
        let lifted = SettingSyntax<Wrapped?>(expected: syntax.expected) { text in syntax.parse(text).map(Optional.some)
        }
        return Setting<Wrapped?>(
            name, alias: nil, syntax: lifted, standard: nil, fallback: .some(nil), secret: secret, meaning: meaning)
    }
}
