/// The settings of commands that work on the database.
package struct CommandSettings: SettingGroup {
    package let database: DatabaseSettings
    package let files: FileSettings
    package let log: LogSettings

    package static let descriptions =
        DatabaseSettings.descriptions + FileSettings.descriptions + LogSettings.descriptions

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
