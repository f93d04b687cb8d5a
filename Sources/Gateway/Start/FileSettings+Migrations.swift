import Foundation

extension FileSettings {
    /// Checks that the folder of migrations exists.
    /// - Throws: `GatewayError.unreadableMigrations`
    func requireMigrations() throws(GatewayError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: migrationsDirectory, isDirectory: &isFolder), isFolder.boolValue
        else { throw .unreadableMigrations(migrationsDirectory) }
    }
}
