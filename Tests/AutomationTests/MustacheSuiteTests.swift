import Automation
import Primitives
import Testing
import TrackerTestSupport

extension Corpus {
    /// The test suite of the [Mustache specification](https://github.com/mustache/spec).
    static let mustache = Corpus("mustache")
}

@Suite(.enabled(if: Corpus.mustache.isThere, "no corpus of public suites: set TICKET_GATEWAY_CORPUS"))
struct MustacheSuiteTests {
    /// The number of tests in each file, to detect skipped tests.
    private static let counts = [
        "comments.json": 12, "delimiters.json": 14, "interpolation.json": 42, "inverted.json": 22, "sections.json": 34,
    ]
    /// Tests of HTML escaping, which templates of the gateway do not perform: the unescaped text is expected.
    private static let escaping: Set<String> = [
        "interpolation.json: HTML Escaping", "interpolation.json: Implicit Iterators - HTML Escaping",
        "sections.json: Implicit Iterator - HTML Escaping",
    ]
    /// Tests of delimiters that use partials.
    private static let including: Set<String> = [
        "delimiters.json: Partial Inheritence", "delimiters.json: Post-Partial Behavior",
    ]

    private func tests(_ file: String) throws -> [JSON] {
        try #require(try Corpus.mustache.files("").first { $0.name == file }?.json["tests"]?.arrayValue)
    }

    @Test(arguments: counts.keys.sorted()) func `every test of the specification passes, but for HTML and partials`(
        file: String
    ) throws {
        let tests = try tests(file)
        for test in tests {
            let name = "\(file): \(test["name"]?.stringValue ?? "")",
                template = try #require(test["template"]?.stringValue)
            if Self.including.contains(name) {
                #expect(refusal(of: template) == .unsupported(.partial), "\(name)")
                continue
            }
            let rendered = try TextTemplate(template).render(test["data"] ?? .null)
            let expected = try #require(test["expected"]?.stringValue)
            #expect(rendered == (Self.escaping.contains(name) ? unescaped(expected) : expected), "\(name)")
        }
        #expect(tests.count == Self.counts[file])
    }

    @Test(arguments: ["partials.json", "~dynamic-names.json", "~inheritance.json"])
    func `a reference to another template is refused`(file: String) throws {
        let refused: Set<TextTemplateError.Reason> = [
            .unsupported(.partial), .unsupported(.parent), .unsupported(.block),
        ]
        for test in try tests(file) {
            let template = try #require(test["template"]?.stringValue)
            #expect(refusal(of: template).map(refused.contains) == true, "\(test["name"]?.stringValue ?? "")")
        }
    }

    @Test func `a document cannot contain a lambda, so its code is a plain value`() throws {
        for test in try tests("~lambdas.json") {
            let template = try #require(test["template"]?.stringValue)
            #expect(throws: Never.self) { try TextTemplate(template).render(test["data"] ?? .null) }
        }
    }

    private func refusal(of template: String) -> TextTemplateError.Reason? {
        do throws(TextTemplateError) { _ = try TextTemplate(template) } catch { return error.reason }
        return nil
    }

    private func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(text) { text, entity in
            text.split(separator: entity.0, omittingEmptySubsequences: false).joined(separator: entity.1)
        }
    }
}
