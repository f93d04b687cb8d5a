import Foundation
import HTTPTypes
import Primitives

/// Payloads and recorded exchanges of the real GitHub, which other projects published. They lie outside this repository, in the folder that
/// `TICKET_GATEWAY_CORPUS` names (by default `../shared/corpus` beside it); without them the tests on them are skipped.
enum Corpus {
    /// The folder; nil when it is not there.
    static let root: String? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let beside = package.appendingPathComponent("../shared/corpus").standardized.path
        let path = ProcessInfo.processInfo.environment["TICKET_GATEWAY_CORPUS"] ?? beside
        return FileManager.default.fileExists(atPath: path + "/github/api") ? path : nil
    }()

    /// The JSON files below a folder, by their path in it.
    static func files(_ folder: String) throws -> [(name: String, json: JSON)] {
        guard let root else { return [] }
        let base = "\(root)/github/\(folder)"
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".golden.json") }.sorted().map { name in
            (name, try JSON(parsing: try bytes("\(base)/\(name)")))
        }
    }

    /// What go-scm made of the payload of the same name.
    static func golden(_ name: String) throws -> JSON {
        try JSON(parsing: try bytes("\(root ?? "")/github/api/\(name.dropLast(5)).golden.json"))
    }

    private static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// Every recorded exchange.
    static func exchanges() throws -> [RecordedExchange] {
        try files("api").flatMap { name, json in
            (json["exchanges"]?.arrayValue ?? []).map { RecordedExchange($0, file: name) }
        }
    }
}

/// One exchange with the real GitHub.
struct RecordedExchange: Sendable {
    let file: String
    let method: String
    /// The path, without host and query.
    let path: String
    let requestBody: JSON
    let status: Int
    let headers: HTTPFields
    /// The body as JSON; null when there is none, or when it is a page.
    let body: JSON
    /// The body as it was sent.
    let bytes: [UInt8]

    init(_ json: JSON, file: String) {
        self.file = file
        let request = json["request"] ?? .null, response = json["response"] ?? .null
        method = request["method"]?.stringValue ?? ""
        path = Self.path(request["url"]?.stringValue ?? "")
        requestBody = request["body"] ?? .null
        status = Int(response["status"]?.integerValue ?? 0)
        headers = Self.fields(response["headers"] ?? .null)
        let sent = response["body"] ?? .null
        body = sent.stringValue == nil ? sent : .null
        bytes = sent.stringValue.map { Array($0.utf8) } ?? (sent.isNull ? [] : sent.serialized())
    }

    private static func path(_ url: String) -> String {
        guard let host = url.firstRange(of: "://"), let slash = url[host.upperBound...].firstIndex(of: "/") else { return url }
        let path = url[slash...].prefix { $0 != "?" }
        return path.hasPrefix("/api/v3/") ? String(path.dropFirst(7)) : String(path)
    }

    private static func fields(_ json: JSON) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in json.objectValue ?? [:] {
            let text = value.stringValue ?? value.arrayValue?.first?.stringValue
            if let name = HTTPField.Name(name), let text { fields[name] = text }
        }
        return fields
    }

    /// The segments of the path.
    var segments: [String] { path.split(separator: "/").map(String.init) }
}
