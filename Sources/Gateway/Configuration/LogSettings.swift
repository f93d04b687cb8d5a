package import Logging

/// How a log line looks.
package enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object a line, for machines.
    case json
    /// One readable line, for people.
    case text
}

/// What is logged, and how.
package struct LogSettings: SettingGroup {
    /// Lines of this level and above are written.
    package let level: Logger.Level
    /// How a line looks.
    package let format: LogFormat

    static let levelSetting = Setting<Logger.Level>(
        "LOG_LEVEL", syntax: .name, standard: "info",
        meaning: "The minimum severity to log. Each request is one line at `info`.")
    static let formatSetting = Setting<LogFormat>(
        "LOG_FORMAT", syntax: .name, standard: "text", meaning: "`json` for log collectors, `text` for a terminal.")

    /// What each variable of the group is.
    package static let descriptions = [levelSetting.description, formatSetting.description]

    /// Reads the group.
    package init?(from reader: inout SettingReader) {
        let level = reader.value(Self.levelSetting)
        let format = reader.value(Self.formatSetting)
        guard let level, let format else { return nil }
        self.level = level
        self.format = format
    }
}
