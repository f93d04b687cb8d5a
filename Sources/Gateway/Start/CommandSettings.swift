/// What the commands that work on the database need.
public struct CommandSettings: SettingGroup {
    /// The database.
    public let database: DatabaseSettings
    /// Files.
    public let files: FileSettings
    /// The log.
    public let log: LogSettings

    /// What each variable of the group is.
    public static let descriptions = DatabaseSettings.descriptions + FileSettings.descriptions + LogSettings.descriptions

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        let database = DatabaseSettings(from: &reader)
        let files = FileSettings(from: &reader)
        let log = LogSettings(from: &reader)
        guard let database, let files, let log else { return nil }
        self.database = database
        self.files = files
        self.log = log
    }
}
