import Configuration

/// Reads settings one after the other and gathers what is wrong instead of stopping at the first.
package struct SettingReader {
    private let reader: ConfigReader
    private(set) var problems: [ConfigurationProblem] = []

    init(_ reader: ConfigReader) {
        self.reader = reader
    }

    /// The setting's value: what was given, else its default. Nil after a problem was noted.
    mutating func value<Value>(_ setting: Setting<Value>) -> Value? {
        let description = setting.description
        guard let (name, text) = text(of: description) else {
            if setting.fallback == nil {
                problems.append(ConfigurationProblem(description.name, "is missing; expected \(description.expected)"))
            }
            return setting.fallback
        }
        guard let value = setting.parse(text) else {
            problems.append(ConfigurationProblem(name, "expected \(description.expected)"))
            return nil
        }
        return value
    }

    /// The text that was given, and the name it was given under. An empty text counts as absent, because that is what
    /// compose files and service managers make of an unset variable.
    private func text(of description: SettingDescription) -> (name: String, text: String)? {
        for name in [description.name, description.alias].compactMap(\.self) {
            if let text = reader.string(forKey: ConfigKey([name]), isSecret: description.isSecret), !text.isEmpty {
                return (name, text)
            }
        }
        return nil
    }
}

/// A part of the configuration that can be read by itself: `migrate`, for one, needs only the database.
package protocol SettingGroup: Sendable {
    /// What each of its variables is, in the order of the documentation.
    static var descriptions: [SettingDescription] { get }
    /// Reads every variable of the group, to the last one even after a problem; nil when any had a problem.
    init?(from reader: inout SettingReader)
}
