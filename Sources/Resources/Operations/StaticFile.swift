import Foundation

/// A file that is served as it lies on the disk, read once at the start.
struct StaticFile: Sendable {
    /// What it holds.
    let bytes: [UInt8]
    /// Its media type.
    let contentType: String

    /// What is served, by the ending of its name. Other files of the folder (source maps, notes) are not.
    private static let contentTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "png": "image/png",
    ]
    /// The largest file that is read: Swagger UI's bundle has 1.5 MB.
    private static let maximumLength = 8 << 20

    /// The plain files of a folder that can be served, by name; none when the folder is missing.
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
