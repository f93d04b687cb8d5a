import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// The files of a repository in the format of the [repository contents
/// API](https://docs.github.com/en/rest/repos/contents#get-repository-content).
extension FakeState {
    func contents(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let path = call[2]
        if let bytes = repository.files[path] {
            var entry = Self.entry(path, type: "file", size: bytes.count)
            entry["encoding"] = "base64"
            entry["content"] = .string(Self.base64(bytes))
            return .object(.object(entry))
        }
        var entries: [String: JSON] = [:]
        for (file, bytes) in repository.files where file.hasPrefix(path + "/") {
            let rest = file.dropFirst(path.count + 1).split(separator: "/")
            let place = "\(path)/\(rest[0])"
            entries[place] = .object(
                Self.entry(place, type: rest.count > 1 ? "dir" : "file", size: rest.count > 1 ? 0 : bytes.count))
        }
        guard !entries.isEmpty else { throw .notFound }
        return .object(.array(entries.sorted { $0.key < $1.key }.map(\.value)))
    }

    private static func entry(_ path: String, type: String, size: Int) -> [String: JSON] {
        [
            "type": .string(type), "name": .string(String(path.split(separator: "/").last ?? "")),
            "path": .string(path),
            "size": .integer(Int64(size)),
        ]
    }

    /// Base64 in lines of sixty characters, like GitHub's.
    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var encoded = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                encoded.append(index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : "=")
            }
            if encoded.count % 61 == 60 { encoded.append("\n") }
        }
        return encoded + "\n"
    }
}
