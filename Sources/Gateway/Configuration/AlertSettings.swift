/// The settings of alerts.
package struct AlertSettings: SettingGroup {
    /// How long alerts are kept.
    package let retention: Duration

    static let retentionSetting = Setting<Duration>(
        "ALERT_RETENTION", syntax: .duration(), standard: "365d",
        meaning: "How long alerts are kept after they are posted, and episodes of incoming alerts after they end.")

    package static let descriptions = [retentionSetting.description]

    package init?(from reader: inout SettingReader) {
        guard let retention = reader.value(Self.retentionSetting) else { return nil }
        self.retention = retention
    }
}
