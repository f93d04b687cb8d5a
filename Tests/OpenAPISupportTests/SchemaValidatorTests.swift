import OpenAPISupport
import Primitives
import Testing

@Suite struct SchemaValidatorTests {
    private func violations(_ value: String, _ schema: String, root: JSON = .null) throws -> [String] {
        let validator = JSONSchemaValidator(root: root)
        return try validator.violations(of: JSON(parsing: value), against: JSON(parsing: schema)).map(\.description)
    }

    @Test(
        arguments: [
            (#"1"#, #"{"type": "integer"}"#), (#"1.0"#, #"{"type": "integer"}"#), (#"1"#, #"{"type": "number"}"#),
            (#"null"#, #"{"type": ["string", "null"]}"#), (#""a""#, #"{"enum": ["a", null]}"#),
            (#"1.0"#, #"{"const": 1}"#),
            (#""2026-01-31T09:30:00.5Z""#, #"{"format": "date-time"}"#),
            (#""2016-12-31T23:59:60+00:00""#, #"{"format": "date-time"}"#),
            (#""2024-02-29T00:00:00Z""#, #"{"format": "date-time"}"#), (#""/a?b=c""#, #"{"format": "uri-reference"}"#),
            (#""019a2b6e-5c00-7000-8000-000000000001""#, #"{"format": "uuid"}"#),
            (#""https://a.b/c%20d""#, #"{"format": "uri"}"#),
            (#""ab-1""#, #"{"pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}"#),
            (#""éé""#, #"{"maxLength": 2, "minLength": 2}"#),
            (
                #"[1, 2]"#,
                #"{"uniqueItems": true, "minItems": 2, "maxItems": 2, "items": {"minimum": 1, "maximum": 2}}"#
            ),
            (
                #"{"a": 1, "b": "x"}"#,
                #"{"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "string"}}"#
            ),
            (
                #"{"a": 1}"#,
                #"{"not": {"required": ["a", "b"]}, "propertyNames": {"maxLength": 1}, "maxProperties": 1}"#
            ),
            (
                #"{"op": "b"}"#,
                #"{"oneOf": [{"properties": {"op": {"const": "a"}}}, {"properties": {"op": {"const": "b"}}}]}"#
            ),
            (#"7"#, #"{"anyOf": [{"type": "integer"}, {"minimum": 1}]}"#), (#"7"#, #"true"#),
        ] as [(String, String)])
    func `a value that fits has no violations`(value: String, schema: String) throws {
        #expect(try violations(value, schema) == [])
    }

    @Test(
        arguments: [
            (#"1.5"#, #"{"type": "integer"}"#), (#"null"#, #"{"type": "string"}"#),
            (#""b""#, #"{"enum": ["a", null]}"#),
            (#""1""#, #"{"const": 1}"#), (#""2026-02-29T00:00:00Z""#, #"{"format": "date-time"}"#),
            (#""2026-01-31 09:30:00""#, #"{"format": "date-time"}"#),
            (#""2026-01-31T24:00:00Z""#, #"{"format": "date-time"}"#),
            (#""019a2b6e5c0070008000000000000001""#, #"{"format": "uuid"}"#), (#""no scheme""#, #"{"format": "uri"}"#),
            (#""a b""#, #"{"format": "uri-reference"}"#), (#""-a""#, #"{"pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}"#),
            (#""  ""#, #"{"pattern": "\\S"}"#), (#""abc""#, #"{"maxLength": 2}"#), (#""""#, #"{"minLength": 1}"#),
            (#"[1, 1]"#, #"{"uniqueItems": true}"#), (#"[]"#, #"{"minItems": 1}"#), (#"[1, 2]"#, #"{"maxItems": 1}"#),
            (#"0"#, #"{"minimum": 1}"#), (#"3"#, #"{"maximum": 2}"#), (#"1"#, #"{"exclusiveMinimum": 1}"#),
            (#"1"#, #"{"exclusiveMaximum": 1}"#),
            (#"3"#, #"{"multipleOf": 2}"#), (#"{"a": 1, "b": 1}"#, #"{"not": {"required": ["a", "b"]}}"#),
            (#"{"ab": 1}"#, #"{"propertyNames": {"maxLength": 1}}"#), (#"{"a": 1}"#, #"{"maxProperties": 0}"#),
            (#"{}"#, #"{"minProperties": 1}"#),
            (#"7"#, #"{"oneOf": [{"type": "integer"}, {"minimum": 1}]}"#),
            (#"7"#, #"{"anyOf": [{"type": "string"}, {"minimum": 8}]}"#),
            (#"7"#, #"{"allOf": [{"type": "integer"}, {"minimum": 8}]}"#), (#"7"#, #"false"#),
            (#"7"#, ##"{"$ref": "#/nowhere"}"##),
        ] as [(String, String)])
    func `a value that does not fit has one violation`(value: String, schema: String) throws {
        #expect(try violations(value, schema).count == 1)
    }

    @Test func `every violation is reported with its position`() throws {
        let schema = #"""
            {"type": "object", "additionalProperties": false, "required": ["a", "b"],
             "properties": {"a": {"type": "array", "items": {"type": "string"}}, "b": {"type": "integer"}}}
            """#
        #expect(
            try violations(#"{"a": ["x", 1, null], "c/d": true}"#, schema) == [
                "/b: is missing", "/a/1: is integer, not string", "/a/2: is null, not string",
                "/c~1d: is a member that the schema does not have",
            ])
    }

    @Test func `additional properties of a response are refused only on request`() throws {
        let schema: JSON = ["properties": ["a": ["type": "string", "x-extensible-enum": ["x", "y"]]]]
        let grown: JSON = ["a": "z", "b": 1]
        #expect(JSONSchemaValidator(root: .null).violations(of: grown, against: schema) == [])
        let strict = JSONSchemaValidator(root: .null, refusesUndocumented: true)
        #expect(
            strict.violations(of: grown, against: schema).map(\.description) == [
                #"/a: is "z", which ["x","y"] does not list"#, "/b: is a member that is not documented",
            ])
        #expect(strict.violations(of: ["a": "x"], against: schema) == [])
        let open: JSON = ["properties": ["a": true], "additionalProperties": true]
        #expect(strict.violations(of: ["a": "x", "b": 1], against: open) == [])
        #expect(strict.violations(of: ["b": 1], against: ["type": "object"]) == [])
    }

    @Test func `a reference is followed, and the keywords alongside it apply too`() throws {
        let root: JSON = ["defs": ["Name": ["type": "string", "maxLength": 3]]]
        let schema = ##"{"$ref": "#/defs/Name", "minLength": 2}"##
        #expect(try violations(#""ab""#, schema, root: root) == [])
        #expect(try violations(#""a""#, schema, root: root).count == 1)
        #expect(try violations(#""abcd""#, schema, root: root).count == 1)
    }

    @Test func `the closest of the alternatives is reported`() throws {
        let schema = #"{"anyOf": [{"type": "object", "required": ["a", "b"]}, {"type": "null"}]}"#
        #expect(try violations("{}", schema) == ["/a: is missing", "/b: is missing"])
    }
}
