/// What the commands that work on the database need.
package struct CommandSettings: SettingGroup {
    /// The database.
    package let database: DatabaseSettings
    /// Files.
    package let files: FileSettings
    /// The log.
    package let log: LogSettings

    /// What each variable of the group is.
    package static let descriptions =
        DatabaseSettings.descriptions + FileSettings.descriptions + LogSettings.descriptions

    /// Reads the group.
    package init?(from reader: inout SettingReader) {
        let database = DatabaseSettings(from: &reader)
        let files = FileSettings(from: &reader)
        let log = LogSettings(from: &reader)
        guard let database, let files, let log else { return nil }
        self.database = database
        self.files = files
        self.log = log
    }
}
