import Foundation

/// A file that is read from disk at startup and served unchanged.
struct StaticFile: Sendable {
    let bytes: [UInt8]
    let contentType: String

    /// The served media types by file extension. Other files of the directory (source maps, notes) are not served.
    private static let contentTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "png": "image/png",
    ]
    /// The maximum file size in bytes: Swagger UI's bundle has 1.5 MB.
    private static let maximumLength = 8 << 20

    /// The files of a directory that can be served, by name; empty if the directory does not exist.
    static func all(in directory: String) -> [String: StaticFile] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var files: [String: StaticFile] = [:]
        for name in names {
            guard let contentType = contentTypes[(name as NSString).pathExtension],
                let data = FileManager.default.contents(atPath: directory + "/" + name), data.count <= maximumLength
            else { continue }
            files[name] = StaticFile(bytes: Array(data), contentType: contentType)
        }
        return files
    }
}
