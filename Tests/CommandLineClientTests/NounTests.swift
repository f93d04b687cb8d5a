import Foundation
import Testing

@testable import CommandLineClient

/// Compares the fields available for `--json` with openapi.yaml.
struct NounTests {
    /// The members of a schema in openapi.yaml, found by their indentation.
    private static func members(of schema: String) throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let lines = try String(contentsOf: root.appending(path: "openapi.yaml"), encoding: .utf8).components(
            separatedBy: "\n")
        let start = try #require(lines.lastIndex(of: "    \(schema):"))
        let own = lines[(start + 1)...].prefix { $0.hasPrefix("     ") }
        let properties = try #require(own.firstIndex(of: "      properties:"))
        return own[(properties + 1)...].prefix { $0.hasPrefix("       ") }.filter {
            $0.hasPrefix("        ") && !$0.hasPrefix("         ") && !$0.hasPrefix("        #")
        }
        .compactMap { $0.split(separator: ":").first?.trimmingCharacters(in: CharacterSet(charactersIn: " '")) }
    }

    @Test(arguments: Noun.all.map(\.schema))
    func `the fields are those of the contract`(_ schema: String) throws {
        let noun = try #require(Noun.all.first { $0.schema == schema })
        #expect(Set(noun.fields) == Set(try Self.members(of: schema)))
        #expect(
            noun.columns.allSatisfy { column in
                noun.fields.contains { column.path == $0 || column.path.hasPrefix("\($0).") }
            })
    }
}
