/// A path below a tracker's API root, encoded segment by segment so that no name can leave its place.
public struct APIPath: Sendable, Hashable {
    /// The encoded path and query, without a leading slash.
    public private(set) var text: String

    /// Joins segments, each encoded whole: a slash in a label's name stays a part of the name.
    public init(_ segments: String...) { text = segments.map(Self.encoded).joined(separator: "/") }

    /// A path below this one.
    public func appending(_ segments: String...) -> APIPath {
        var path = self
        for segment in segments { path.text += "/" + Self.encoded(segment) }
        return path
    }

    /// This path with a slash at its end, as some servers want it (Django's).
    public var withTrailingSlash: APIPath {
        var path = self
        path.text += "/"
        return path
    }

    /// The path with a query; parameters without a value are left out.
    public func query(_ parameters: KeyValuePairs<String, String?>) -> APIPath {
        let pairs = parameters.compactMap { name, value in value.map { "\(Self.encoded(name))=\(Self.encoded($0))" } }
        guard !pairs.isEmpty else { return self }
        var path = self
        path.text += "?" + pairs.joined(separator: "&")
        return path
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986, section 2.3); a segment of dots alone is encoded too.
    public static func encoded(_ text: String) -> String {
        let onlyDots = text.allSatisfy { $0 == "." }
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if unreserved.contains(byte), !(onlyDots && byte == UInt8(ascii: ".")) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
}
