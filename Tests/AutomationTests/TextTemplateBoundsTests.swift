import Automation
import Primitives
import Testing
import TrackerTestSupport

@Suite struct TextTemplateBoundsTests {
    private func failure(_ template: String, _ document: JSON, limits: TextTemplateLimits = .standard) throws
        -> TextTemplateError.Reason?
    {
        let template = try TextTemplate(template, limits: limits)
        do throws(TextTemplateError) { _ = try template.render(document) } catch { return error.reason }
        return nil
    }

    /// Nested sections of the same array, which multiply: its length to the power of `depth` iterations.
    private func nested(_ depth: Int, _ inner: String) -> String {
        String(repeating: "{{#a}}", count: depth) + inner + String(repeating: "{{/a}}", count: depth)
    }

    @Test func `nested sections end at the limit of the output`() throws {
        let document: JSON = ["a": .array(Array(repeating: "x", count: 1_000))]
        #expect(try failure(nested(4, "0123456789"), document) == .outputTooLong(limit: 262_144))
        #expect(try failure(nested(16, "{{.}}0123456789{{.}}"), document) == .outputTooLong(limit: 262_144))
    }

    @Test(arguments: ["", "{{b}}", "{{^a}}{{/a}}", "{{#first()}}{{/first()}}", "{{#.}}{{b}}{{/.}}", "{{^.}}{{/.}}"])
    func `nested sections that render nothing end at the limit of steps`(inner: String) throws {
        let document: JSON = ["a": .array(Array(repeating: "", count: 1_000))]
        #expect(try failure(nested(15, String(repeating: inner, count: 50)), document) == .tooExpensive(limit: 100_000))
    }

    @Test func `the limit of the output is exact`() throws {
        let limits = TextTemplateLimits(outputBytes: 10)
        #expect(try failure("01234{{a}}", ["a": "56789"], limits: limits) == nil)
        #expect(try failure("01234{{a}}é", ["a": "5678"], limits: limits) == .outputTooLong(limit: 10))
        #expect(try failure("01234{{a}}{{a}}", ["a": true], limits: limits) == .outputTooLong(limit: 10))
        #expect(
            try failure("{{a}}", ["a": ["some": "object of more bytes"]], limits: limits) == .outputTooLong(limit: 10))
    }

    @Test func `a long list renders`() throws {
        let labels = (0..<1_000).map { JSON.string("label \($0)") }
        let text = try TextTemplate("{{#labels}}\n- {{.}}\n{{/labels}}\n").render(["labels": .array(labels)])
        #expect(text.split(separator: "\n").count == 1_000)
    }

    @Test func `any text is a template or refused, and the result is within its limits`() throws {
        var generator = SeededGenerator(seed: 4)
        let pieces = [
            "{{", "}}", "{", "}", "#", "^", "/", "!", "=", "&", "a", "b", ".", " ", "\n", "\r\n", "<%", "%>", "()",
            "last()", "\u{308}",
            "é",
        ]
        let document: JSON = ["a": [1, ["b": "x", "a": []]], "b": true]
        var accepted = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            guard let template = try? TextTemplate(text) else { continue }
            accepted += 1
            #expect(try template.render(document).utf8.count < 10_000, "\(text)")
        }
        #expect(accepted > 1_000)
    }
}
