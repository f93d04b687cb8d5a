import Foundation
package import HTTPTypes
package import Primitives

/// A recorded request to a real tracker with its response.
package struct RecordedExchange: Sendable {
    /// The name of the file that contains the recording.
    package let file: String
    package let method: String
    /// The path below the API's root, without host and query.
    package let path: String
    /// The query as it was sent, without the question mark.
    package let query: String
    /// The request's body as JSON.
    package let requestBody: JSON
    package let status: Int
    package let headers: HTTPFields
    /// The response's body as JSON; null if it is empty or an HTML page.
    package let body: JSON
    /// The response's body as it was sent.
    package let bytes: [UInt8]

    /// Parses `{request: {method, url, body}, response: {status, headers, body}}`.
    package init(_ json: JSON, file: String, prefix: String = "") {
        self.file = file
        let request = json["request"] ?? .null, response = json["response"] ?? .null
        method = request["method"]?.stringValue ?? ""
        (path, query) = Self.split(request["url"]?.stringValue ?? "", prefix)
        requestBody = request["body"] ?? .null
        status = Int(response["status"]?.integerValue ?? 0)
        headers = Self.fields(response["headers"] ?? .null)
        let sent = response["body"] ?? .null
        body = sent.stringValue == nil ? sent : .null
        bytes = sent.stringValue.map { Array($0.utf8) } ?? (sent.isNull ? [] : sent.serialized())
    }

    private static func split(_ url: String, _ prefix: String) -> (path: String, query: String) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts.first ?? ""
        if let host = path.firstRange(of: "://") {
            path = path[host.upperBound...].firstIndex(of: "/").map { path[$0...] } ?? ""
        }
        if !prefix.isEmpty, path.hasPrefix(prefix + "/") { path = path.dropFirst(prefix.count) }
        return (String(path), parts.count > 1 ? String(parts[1]) : "")
    }

    private static func fields(_ json: JSON) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in json.objectValue ?? [:] {
            let text = value.stringValue ?? value.arrayValue?.first?.stringValue
            if let name = HTTPField.Name(name), let text { fields[name] = text }
        }
        return fields
    }

    package var segments: [String] { path.split(separator: "/").map(String.init) }

    /// A segment of the path, percent-decoded.
    package func segment(_ index: Int) -> String { segments[index].removingPercentEncoding ?? segments[index] }

    /// The first segments of the path, percent-decoded.
    package func prefix(_ count: Int) -> String { "/" + (0..<count).map(segment).joined(separator: "/") }

    /// Whether the request matches a method and path such as `GET /repos/*/*`, where `*` stands for one segment.
    package func matches(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: " ")
        let wanted = parts[1].split(separator: "/")
        return method == parts[0] && wanted.count == segments.count
            && zip(wanted, segments).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
