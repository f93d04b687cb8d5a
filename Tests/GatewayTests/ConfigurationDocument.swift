@testable import Gateway

/// Generates the tables of `docs/configuration.md` from the settings.
enum ConfigurationDocument {
    /// A heading and a table per group, in Markdown.
    static var markdown: String {
        GatewayConfiguration.groups.map { section($0.title, $0.descriptions) }.joined(separator: "\n\n")
    }

    private static func section(_ title: String, _ descriptions: [SettingDescription]) -> String {
        (["## \(title)", "", "| variable | default | value | meaning |", "| --- | --- | --- | --- |"]
            + descriptions.map(row))
            .joined(separator: "\n")
    }

    private static func row(_ description: SettingDescription) -> String {
        "| `\(description.name)` | \(standard(description)) | \(description.expected) | \(description.meaning) |"
    }

    private static func standard(_ description: SettingDescription) -> String {
        if description.isRequired { return "**required**" }
        guard let standard = description.standard, !standard.isEmpty else { return "–" }
        return "`\(standard)`"
    }
}
