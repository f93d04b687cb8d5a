import Foundation

/// Stores a token in a file that only its owner can read.
enum TokenFile {
    private static let ownerOnly = 0o600

    /// Writes the token and a line feed. An existing file is replaced atomically.
    /// - Throws: Foundation's error if the file can't be written.
    static func write(_ token: String, to path: String) throws {
        let file = URL(filePath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let part = path + ".part"
        try? FileManager.default.removeItem(atPath: part)
        guard
            FileManager.default.createFile(
                atPath: part, contents: Data((token + "\n").utf8), attributes: [.posixPermissions: ownerOnly])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        guard rename(part, path) == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
    }
}
