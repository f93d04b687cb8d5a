import Foundation
import Testing

/// The codes of problems are part of the contract; `docs/api.md` has the list.
@Suite struct ProblemCodeTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `every code in the sources is in docs/api.md`() throws {
        let page = try text(root.appending(path: "docs/api.md"))
        let codes = try sources().flatMap { try text($0).matches(of: /(?:code: |badGateway\()"([a-z][a-z0-9_]+)"/).map { String($0.1) } }
        #expect(codes.count > 30)
        for code in Set(codes).sorted() { #expect(page.contains("`\(code)`"), "docs/api.md does not tell \(code)") }
    }

    private func sources() throws -> [URL] {
        let folder = root.appending(path: "Sources").resolvingSymlinksInPath().path
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        return names.map { URL(filePath: folder).appending(path: $0) }
    }

    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
