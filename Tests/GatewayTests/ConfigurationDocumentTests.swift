import Foundation
import Testing

@testable import Gateway

@Suite struct ConfigurationDocumentTests {
    static let project = URL(filePath: #filePath).appending(path: "../../..").standardized
    static let document = project.appending(path: "docs/configuration.md")
    static let start = "<!-- settings -->\n"
    static let end = "\n<!-- end of settings -->"

    @Test func `the documentation has every setting as the code has it`() throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let from = try #require(text.range(of: Self.start)).upperBound
        let to = try #require(text.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_REWRITE"] != nil {
            let rewritten = text[..<from] + ConfigurationDocument.markdown + text[to...]
            try rewritten.write(to: Self.document, atomically: true, encoding: .utf8)
        } else {
            #expect(text[from..<to] == ConfigurationDocument.markdown)
        }
    }

    @Test func `the example file contains every setting once, and nothing else`() throws {
        let text = try String(contentsOf: Self.project.appending(path: ".env.example"), encoding: .utf8)
        let names = text.matches(of: /(?m)^#? ?(TICKET_GATEWAY_[A-Z_]+)=/).map { String($0.1) }
        #expect(names.sorted() == GatewayConfiguration.descriptions.map(\.name).sorted())
    }

    @Test func `a setting accepts its default`() {
        for description in GatewayConfiguration.descriptions {
            #expect(!description.isRequired || description.standard == nil, "\(description.name)")
        }
    }

    @Test func `no variable is declared twice`() {
        let names = GatewayConfiguration.descriptions.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
