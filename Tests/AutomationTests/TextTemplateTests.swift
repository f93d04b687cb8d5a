import Automation
import Primitives
import Testing

@Suite struct TextTemplateTests {
    private func rendered(_ template: String, _ document: JSON = .object([:])) throws -> String {
        try TextTemplate(template).render(document)
    }

    private func refusal(_ template: String, limits: TextTemplateLimits = .standard) -> TextTemplateError? {
        do throws(TextTemplateError) { _ = try TextTemplate(template, limits: limits) } catch { return error }
        return nil
    }

    @Test func `values are written as text, without escaping`() throws {
        let document: JSON = [
            "text": "a < b & \"c\"", "whole": 9_007_199_254_740_993, "part": 1.5, "yes": true, "no": false,
            "nothing": .null,
        ]
        #expect(try rendered("{{text}}|{{{text}}}|{{&text}}", document) == "a < b & \"c\"|a < b & \"c\"|a < b & \"c\"")
        #expect(
            try rendered("{{whole}} {{part}} {{yes}} {{no}} [{{nothing}}] [{{absent}}]", document)
                == "9007199254740993 1.5 true false [] []")
    }

    @Test func `labels are listed with commas, and structured values are JSON`() throws {
        let document: JSON = [
            "labels": ["bug", "ui", 3], "none": [], "nested": [[1], ["a": 2]], "object": ["b": 1, "a": [.null]],
        ]
        #expect(
            try rendered("{{labels}}|{{none}}|{{nested}}|{{object}}", document)
                == "bug, ui, 3||[[1],{\"a\":2}]|{\"a\":[null],\"b\":1}")
        #expect(try rendered("{{labels.1}}{{labels.3}}{{nested.1.a}}", document) == "ui2")
    }

    @Test func `a section is omitted for null, false, zero, an empty string and an empty array`() throws {
        for falsehood: JSON in [.null, false, 0, "", []] {
            #expect(try rendered("{{#a}}yes{{/a}}{{^a}}no{{/a}}", ["a": falsehood]) == "no", "\(falsehood.text)")
        }
        for truth: JSON in [true, 1, "a", [0], .object([:])] {
            #expect(try rendered("{{#a}}yes{{/a}}{{^a}}no{{/a}}", ["a": truth]) == "yes", "\(truth.text)")
        }
    }

    @Test func `a null in an object conceals what surrounds it, and a boolean does not`() throws {
        #expect(try rendered("{{#in}}[{{a}}]{{/in}}", ["a": "out", "in": ["a": .null, "b": 1]]) == "[]")
        #expect(try rendered("{{#yes}}{{#.}}{{a}}{{/.}}{{/yes}}", ["a": "out", "yes": true]) == "out")
        #expect(try rendered("{{#all}}{{.}} {{/all}}", ["all": [true, false, .null, "x"]]) == "true false  x ")
    }

    @Test func `an element of an array has its position`() throws {
        let template = "{{#labels}}{{index()}} {{.}}{{^last()}}, {{/last()}}{{/labels}}"
        #expect(try rendered(template, ["labels": ["a", "b", "c"]]) == "0 a, 1 b, 2 c")
        #expect(try rendered("{{first()}}{{#a}}{{last()}}{{/a}}", ["a": ["b": 1]]) == "")
    }

    @Test func `a document contains only its own names`() throws {
        let document: JSON = ["value": "v"]
        #expect(
            try rendered("{{value}}{{budget}}{{elements}}{{text}}{{description}}{{count}}{{value.count}}", document)
                == "v")
        #expect(try rendered("{{#value}}{{value}}{{budget}}{{/value}}", document) == "v")
        #expect(try rendered("{{.}}|{{0}}{{first}}", ["a"]) == "a|a")
        #expect(try rendered("{{.}}{{a}}", .null) == "")
    }

    @Test func `a brace is recognised with any combining character`() throws {
        #expect(try rendered("{{a}}\u{308}{\u{308}{{a}}{", ["a": "x"]) == "x\u{308}{\u{308}x{")
        #expect(try rendered("a {", .null) == "a {")
        #expect(try rendered("{{\n a\n}}", ["a": "x"]) == "x")
        #expect(try rendered("{{=<% %>=}}<%! 100%%>{{a}}<% a %>", ["a": "x"]) == "{{a}}x")
        #expect(try rendered("{{#a}}{{=<% %>=}}<%/a%><%b%>{{b}}", ["a": true, "b": "x"]) == "x{{b}}")
    }

    @Test(arguments: [
        "{{a}}", "{", "{{", "{{{", "{{{{", "{{{{{", "a{b", "${{ github.sha }}\n", "{{#a}}\n{{/b}}", "{{=<% %>=}}<%a%>",
        "  {{! x }}\n",
        "}}", "", "{{\u{308}}}", "{\u{308}{{a}}",
    ]) func `a literal renders as itself, whatever follows it`(text: String) throws {
        #expect(try rendered(TextTemplate.literal(text), ["a": "x"]) == text)
        #expect(try rendered(TextTemplate.literal(text) + "{{a}}", ["a": "x"]) == text + "x")
        #expect(try rendered("{{#a}}" + TextTemplate.literal(text) + "{{/a}}", ["a": true]).contains(text))
        #expect(try TextTemplate(TextTemplate.literal(text)).variables.isEmpty)
    }

    @Test func `a template lists its variables`() throws {
        let template = try TextTemplate("{{a.b}} {{#c}}{{d}}{{.}}{{a.b}}{{index()}}{{/c}}{{^e}}{{f}}{{/e}}{{! g }}")
        #expect(template.variables == ["a.b", "c", "d", "e", "f"])
        #expect(template.outerVariables == ["a.b", "c", "e", "f"])
    }

    @Test(arguments: [
        ("a {{b", TextTemplateError.Reason.unclosedTag, 1, 3), ("{{{a}}", .unclosedTag, 1, 1),
        ("{{! a }", .unclosedTag, 1, 1),
        ("x\n é{{a b}}", .invalidName("a b"), 2, 3), ("{{}}", .invalidName(""), 1, 1),
        ("{{a..b}}", .invalidName("a..b"), 1, 1),
        ("{{.a}}", .invalidName(".a"), 1, 1), ("{{*a}}", .invalidName("*a"), 1, 1),
        ("{{>a}}", .unsupported(.partial), 1, 1),
        ("{{>*a}}", .unsupported(.partial), 1, 1), ("{{<a}}{{/a}}", .unsupported(.parent), 1, 1),
        ("{{$a}}{{/a}}", .unsupported(.block), 1, 1), ("{{% CONTENT_TYPE: HTML}}", .unsupported(.pragma), 1, 1),
        ("{{lowercased(a)}}", .unsupported(.function), 1, 1), ("{{plusone(index())}}", .unsupported(.function), 1, 1),
        ("{{#a}}\n{{#b}}{{/b}}", .unclosedSection("a"), 1, 1), ("{{#a}}{{/b}}", .unexpectedEnd("b", open: "a"), 1, 7),
        ("{{/a}}", .unexpectedEnd("a", open: nil), 1, 1), ("{{=a=}}", .invalidDelimiters, 1, 1),
        ("{{=a b c=}}", .invalidDelimiters, 1, 1),
        ("{{= = = =}}", .invalidDelimiters, 1, 1), ("{{=aaaaaaaaaaaaaaaaa b=}}", .invalidDelimiters, 1, 1),
    ]) func `an invalid template is refused with its position`(
        template: String, reason: TextTemplateError.Reason, line: Int, column: Int
    ) {
        #expect(refusal(template) == TextTemplateError(reason, line: line, column: column))
    }

    @Test func `length, tags and depth of a template are bounded`() {
        let limits = TextTemplateLimits(templateBytes: 100, tags: 6, depth: 2)
        #expect(refusal(String(repeating: "é", count: 50), limits: limits) == nil)
        #expect(refusal(String(repeating: "é", count: 51), limits: limits)?.reason == .tooLong(limit: 100))
        #expect(refusal(String(repeating: "{{a}}", count: 7), limits: limits)?.reason == .tooManyTags(limit: 6))
        #expect(refusal("{{#a}}{{^b}}{{#c}}{{/c}}{{/b}}{{/a}}", limits: limits)?.reason == .tooDeep(limit: 2))
        #expect(refusal("{{#a}}{{^b}}{{/b}}{{^b}}{{/b}}{{/a}}", limits: limits) == nil)
    }
}
