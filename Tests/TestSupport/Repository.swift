import Foundation

/// Where the repository lies, found from this file upwards.
package enum Repository {
    /// The folder that holds Package.swift.
    package static func root(of file: String = #filePath) throws -> String {
        var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
                return folder.path
            }
            folder.deleteLastPathComponent()
        }
        throw TestServer.Missing(description: "no Package.swift above \(file)")
    }

    /// The folder of migrations.
    package static func migrations() throws -> String { try root() + "/migrations" }
}
