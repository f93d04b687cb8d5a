import Foundation
import Testing

@testable import Gateway

@Suite struct MetricHelpTests {
    private static let project = URL(filePath: #filePath).appending(path: "../../..").standardized

    /// The names of metrics that are literals in the files that record them.
    private static func recorded() throws -> Set<String> {
        let folder = project.appending(path: "Sources/Gateway/Observability")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var names: Set<String> = []
        for file in files where file.lastPathComponent != "MetricHelp.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            names.formUnion(text.matches(of: /"(ticket_gateway_[a-z_]+)"/).map { String($0.1) })
        }
        return names
    }

    @Test func `every metric of the gateway has its HELP text, and none is unused`() throws {
        let texts = Set(MetricHelp.texts.keys.filter { $0.hasPrefix("ticket_gateway_") })
        #expect(try Self.recorded() == texts)
    }

    @Test func `every metric is in the table of the operations guide`() throws {
        let guide = try String(contentsOf: Self.project.appending(path: "docs/operations.md"), encoding: .utf8)
        for name in try Self.recorded() { #expect(guide.contains("`\(name)`"), "\(name) is not documented") }
    }
}
