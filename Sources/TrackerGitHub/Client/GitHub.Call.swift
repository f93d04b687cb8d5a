import HTTPTypes
import Primitives
import TrackerKit

extension GitHub {
    /// One call of the API, before it is authorised and sent.
    struct Call: Sendable {
        /// The method.
        var method: HTTPRequest.Method
        /// Path and query below the base URL, encoded, without a leading slash.
        var target: String
        /// The JSON to send.
        var body: JSON?
        /// What the call is about, for people: `ticket 12`.
        var what: String
        /// Whether sending it twice does no harm; nil to go by the method.
        var isSafeToRepeat: Bool?

        /// Makes a call.
        init(_ method: HTTPRequest.Method, _ path: Path, body: JSON? = nil, what: String) {
            self.init(method, target: path.text, body: body, what: what)
        }

        /// Makes a call of a target that is encoded already, such as a link to the next page.
        init(_ method: HTTPRequest.Method, target: String, body: JSON? = nil, what: String) {
            self.method = method
            self.target = target
            self.body = body
            self.what = what
        }
    }

    /// A path below the base URL, encoded segment by segment so that no name can leave its place.
    struct Path: Sendable, Hashable {
        /// The encoded path and query.
        private(set) var text: String

        /// Joins segments, each encoded whole: a slash in a label's name stays a part of the name.
        init(_ segments: String...) { text = segments.map(Self.encoded).joined(separator: "/") }

        /// A path below this one.
        func appending(_ segments: String...) -> Path {
            var path = self
            for segment in segments { path.text += "/" + Self.encoded(segment) }
            return path
        }

        /// The path with a query; parameters without a value are left out.
        func query(_ parameters: KeyValuePairs<String, String?>) -> Path {
            let pairs = parameters.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
            guard !pairs.isEmpty else { return self }
            var path = self
            path.text += "?" + pairs.joined(separator: "&")
            return path
        }

        /// Percent-encodes everything but the unreserved characters (RFC 3986, section 2.3); a segment of dots alone is encoded too.
        static func encoded(_ text: String) -> String {
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
}
