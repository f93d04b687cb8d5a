import OpenAPISupport
import Primitives
import Testing

@Suite struct OpenAPIDocumentTests {
    private func document(_ schema: String) throws -> OpenAPIDocument {
        try OpenAPIDocument(yaml: "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    A: \(schema)\n")
    }

    @Test(arguments: [
        "{type: object, unevaluatedProperties: false}", "{type: object, properties: {a: {tpye: string}}}",
        "{type: string, format: email}",
        "{type: string, pattern: '('}", "{$ref: '#/components/schemas/B'}", "{anyOf: [{if: {}}]}", "7",
    ])
    func `a schema that could not be checked is refused`(schema: String) {
        #expect(throws: OpenAPIDocumentError.self) { try document(schema) }
    }

    @Test func `a schema within a parameter is checked too`() {
        let yaml = "paths: {/a: {get: {parameters: [{name: a, in: query, schema: {tpye: string}}]}}}"
        #expect(throws: OpenAPIDocumentError.self) { try OpenAPIDocument(yaml: yaml) }
    }

    @Test func `plain words of YAML become the values of JSON, and quoted ones stay text`() throws {
        let json = try YAMLDocument.json(
            "{a: 1, b: '1', c: true, d: yes, e: 2026-01-31T00:00:00Z, f: null, g: ~, h: 1.5, i: on}")
        #expect(
            json == [
                "a": 1, "b": "1", "c": true, "d": "yes", "e": "2026-01-31T00:00:00Z", "f": .null, "g": .null, "h": 1.5,
                "i": "on",
            ])
    }

    @Test func `a duplicate key is refused`() {
        #expect(throws: (any Error).self) { try YAMLDocument.json("{a: 1, a: 2}") }
    }

    @Test func `a literal path takes precedence over a parameter`() throws {
        let document = try OpenAPIDocument(yaml: "paths: {'/t/{id}': {get: {}}, /t/lookup: {get: {}, post: {}}}")
        #expect(document.template(for: "/t/lookup")?.text == "/t/lookup")
        #expect(document.template(for: "/t/7")?.text == "/t/{id}")
        #expect(document.template(for: "/t/7/8") == nil)
        #expect(document.template(for: "/t/") == nil)
        #expect(document.operations.map(\.name) == ["GET /t/lookup", "POST /t/lookup", "GET /t/{id}"])
    }

    @Test func `routes and operations are compared in both directions`() throws {
        let document = try OpenAPIDocument(yaml: "paths: {'/t/{id}': {get: {}, delete: {}}}")
        #expect(document.differences(from: [("GET", "/t/{id}"), ("DELETE", "/t/{id}")]) == [])
        #expect(
            document.differences(from: [("GET", "/t/{id}"), ("DELETE", "/t/{key}")]) == [
                "DELETE /t/{key} is served and not documented", "DELETE /t/{id} is documented and not served",
            ])
    }
}
