import HTTPKit
import HTTPTypes
package import Primitives

/// The parsed body of a request: JSON, a URL-encoded form, or a multipart form.
package struct FakeBody: Sendable {
    /// The JSON value, or an object with the fields of the form as strings; null if there is no body.
    package let json: JSON
    /// Whether there is a body that could not be parsed.
    package let isMalformed: Bool
    /// The files of a multipart form, by field name.
    package let files: [String: File]

    /// A file of a multipart form.
    package struct File: Sendable, Hashable {
        package let filename: String
        package let contentType: String
        package let content: [UInt8]
    }

    package init(_ bytes: [UInt8], contentType: String?) {
        let type = contentType ?? ""
        if let boundary = type.firstRange(of: "boundary=").map({ type[$0.upperBound...].filter { $0 != "\"" } }) {
            let parts = Self.parts(bytes, boundary)
            json = .object(
                Dictionary(parts.compactMap { part in part.file == nil ? (part.name, .string(part.text)) : nil }) { $1 }
            )
            files = Dictionary(parts.compactMap { part in part.file.map { (part.name, $0) } }) { $1 }
            isMalformed = parts.isEmpty
        } else if type.hasPrefix("application/x-www-form-urlencoded") {
            let query = Request.test(.get, "/?\(String(decoding: bytes, as: UTF8.self))").query
            json = .object(Dictionary(query.items.map { ($0.name, .string($0.value)) }) { $1 })
            (files, isMalformed) = ([:], false)
        } else {
            let parsed = try? JSON(parsing: bytes)
            json = parsed ?? .null
            (files, isMalformed) = ([:], parsed == nil && !bytes.isEmpty)
        }
    }

    private struct Part {
        var name: String
        var content: ArraySlice<UInt8>
        var file: File?
        var text: String { String(decoding: content, as: UTF8.self) }
    }

    /// The parts between the boundaries (RFC 2046, section 5.1.1).
    private static func parts(_ bytes: [UInt8], _ boundary: String) -> [Part] {
        let separator = Array("--\(boundary)".utf8), blankLine = Array("\r\n\r\n".utf8)
        var parts: [Part] = []
        var ranges = bytes.ranges(of: separator)[...]
        while let start = ranges.popFirst(), let end = ranges.first {
            let section = bytes[start.upperBound..<end.lowerBound]
            guard let head = section.firstRange(of: blankLine) else { continue }
            let headers = String(decoding: section[..<head.lowerBound], as: UTF8.self)
            guard let name = parameter("name", headers) else { continue }
            var part = Part(name: name, content: section[head.upperBound...].dropLast(2))
            if let filename = parameter("filename", headers) {
                let type = headers.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-type:") }
                part.file = File(
                    filename: filename.replacing("%22", with: "\""),
                    contentType: type.map { String($0.dropFirst(13).drop { $0 == " " }) } ?? "application/octet-stream",
                    content: Array(part.content))
            }
            parts.append(part)
        }
        return parts
    }

    private static func parameter(_ name: String, _ headers: String) -> String? {
        guard let start = headers.firstRange(of: " \(name)=\"") else { return nil }
        return String(headers[start.upperBound...].prefix { $0 != "\"" })
    }
}
