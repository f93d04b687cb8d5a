/// The path and query of a call, put together with every part encoded.
struct APIPath: Sendable, Hashable {
    /// `/api/v1/channels/demo/tickets`.
    private(set) var path: String
    private var query: [String] = []

    /// Joins segments under `/api/v1`; each is encoded, so that a key with a slash stays one segment.
    init(_ segments: String...) { path = "/api/v1" + segments.map { "/" + Self.encoded($0) }.joined() }

    /// Adds a parameter; a nil value adds nothing.
    func adding(_ name: String, _ value: String?) -> Self {
        guard let value else { return self }
        var copy = self
        copy.query.append("\(Self.encoded(name))=\(Self.encoded(value))")
        return copy
    }

    /// Adds a parameter once for each value.
    func adding(_ name: String, each values: [String]) -> Self { values.reduce(self) { $0.adding(name, $1) } }

    /// As it stands in a URL.
    var text: String { query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))" }

    /// Encodes all but the unreserved characters (RFC 3986 section 2.3). A dot alone would be a path's own sign, so it is encoded too.
    private static func encoded(_ text: String) -> String {
        let isDots = text == "." || text == ".."
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) && !isDots {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
