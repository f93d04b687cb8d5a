package import Logging

package enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object per line, for log collectors.
    case json
    /// One human-readable line.
    case text
}

package struct LogSettings: SettingGroup {
    /// The least severe level that is written.
    package let level: Logger.Level
    package let format: LogFormat

    static let levelSetting = Setting<Logger.Level>(
        "LOG_LEVEL", syntax: .name, standard: "info",
        meaning: "The minimum severity to log. Each request is one line at `info`.")
    static let formatSetting = Setting<LogFormat>(
        "LOG_FORMAT", syntax: .name, standard: "text", meaning: "`json` for log collectors, `text` for a terminal.")

    package static let descriptions = [levelSetting.description, formatSetting.description]

    package init?(from reader: inout SettingReader) {
        let level = reader.value(Self.levelSetting)
        let format = reader.value(Self.formatSetting)
        guard let level, let format else { return nil }
        self.level = level
        self.format = format
    }
}
