import Configuration

/// Reads settings one by one and collects all problems instead of stopping at the first.
package struct SettingReader {
    private let reader: ConfigReader
    private(set) var problems: [ConfigurationProblem] = []

    init(_ reader: ConfigReader) {
        self.reader = reader
    }

    /// The configured value or the default. nil if there was a problem, which is recorded.
    mutating func value<Value>(_ setting: Setting<Value>) -> Value? {
        let (description, syntax) = (setting.description, setting.syntax)
        func expected(_ hint: String? = nil) -> String {
            let cause = hint.map { $0.hasSuffix("?") ? "\($0) " : "\($0); " } ?? ""
            return ["\(cause)expected \(syntax.expected)", syntax.remedy].compactMap(\.self).joined(separator: "; ")
        }
        guard let (name, text) = text(of: description) else {
            if setting.fallback == nil {
                problems.append(ConfigurationProblem(description.name, "is missing; \(expected())"))
            }
            return setting.fallback
        }
        guard let value = syntax.parse(text) else {
            problems.append(ConfigurationProblem(name, expected(syntax.hint(text))))
            return nil
        }
        return value
    }

    /// The configured text and the name under which it was found. Empty text counts as not set, because that is how
    /// Compose files and service managers pass unset variables.
    private func text(of description: SettingDescription) -> (name: String, text: String)? {
        for name in [description.name, description.alias].compactMap(\.self) {
            if let text = reader.string(forKey: ConfigKey([name]), isSecret: description.isSecret), !text.isEmpty {
                return (name, text)
            }
        }
        return nil
    }
}

/// A part of the configuration that can be read separately. `migrate`, for example, needs only a few groups.
package protocol SettingGroup: Sendable {
    /// The group's variables, in the order of the documentation.
    static var descriptions: [SettingDescription] { get }
    /// Reads all variables of the group, even after a problem. nil if any of them had a problem.
    init?(from reader: inout SettingReader)
}
