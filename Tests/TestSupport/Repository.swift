import Foundation

/// Paths in the repository, found by searching upwards from this file.
package enum Repository {
    /// The folder that contains Package.swift.
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
