import Foundation
package import Primitives

/// Payloads and recorded exchanges of a real tracker, which other projects published. They lie outside this repository,
/// in the folder that `TICKET_GATEWAY_CORPUS` names (by default `../shared/corpus` beside it); without them the tests
/// on them are skipped.
package struct Corpus: Sendable {
    /// The tracker's folder: `github`, `gitlab`, `trello`, `glitchtip`.
    package let tracker: String

    /// The corpus of one tracker.
    package init(_ tracker: String) { self.tracker = tracker }

    /// The folder of all corpora; nil when it is not there.
    private static let root: String? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = package.appendingPathComponent("../shared/corpus").standardized.path
        let path = ProcessInfo.processInfo.environment["TICKET_GATEWAY_CORPUS"] ?? beside
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    /// The tracker's folder; nil when it is not there.
    package var root: String? {
        let path = Self.root.map { "\($0)/\(tracker)" }
        return path.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }

    /// Whether the payloads are there.
    package var isThere: Bool { root != nil }

    /// The JSON files below a folder, by their path in it. Files that are no JSON are left out where `isLenient`.
    package func files(_ folder: String, isLenient: Bool = false) throws -> [(name: String, json: JSON)] {
        guard let root else { return [] }
        let base = "\(root)/\(folder)"
        let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".golden.json") }.sorted().compactMap { name in
            let bytes = try Self.bytes("\(base)/\(name)")
            if isLenient { return (try? JSON(parsing: bytes)).map { (name, $0) } }
            return (name, try JSON(parsing: bytes))
        }
    }

    /// The bytes of a file.
    package func bytes(_ path: String) throws -> [UInt8] { try Self.bytes("\(root ?? "")/\(path)") }

    /// What go-scm made of the payload of the same name.
    package func golden(_ name: String) throws -> JSON {
        try JSON(parsing: try bytes("api/\(name.dropLast(5)).golden.json"))
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Every recorded exchange below a folder.
    /// - Parameter prefix: What the API's paths begin with where they were recorded; it is taken away.
    package func exchanges(_ folder: String = "api", prefix: String = "") throws -> [RecordedExchange] {
        try files(folder).flatMap { name, json in
            (json["exchanges"]?.arrayValue ?? []).map { RecordedExchange($0, file: name, prefix: prefix) }
        }
    }
}
