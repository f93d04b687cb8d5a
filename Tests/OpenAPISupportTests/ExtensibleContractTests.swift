import Automation
import Foundation
import OpenAPISupport
import Primitives
import Testing

/// The form of the contract that lets the API grow without breaking generated clients (docs/api.md, "Compatibility").
@Suite struct ExtensibleContractTests {
    private let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument.ofProject() }

    @Test func `responses are open, requests are closed`() {
        let requests = document.requestSchemas
        let responses = document.responseSchemas
        #expect(requests.count > 50 && responses.count > 100)
        for name in responses {
            for schema in document.schemas[name].map(within) ?? [] {
                #expect(schema["additionalProperties"] != false, "\(name) is in responses")
            }
        }
        for name in requests {
            for schema in document.schemas[name].map(within) ?? [] where schema["type"] == "object" {
                #expect(schema["additionalProperties"] != nil, "\(name) is in requests")
            }
        }
    }

    @Test func `enumerations of responses are extensible, except those that are documented as complete`() throws {
        var found: Set<String> = []
        for name in document.responseSchemas {
            guard let schema = document.schemas[name] else { continue }
            if schema["enum"] != nil { found.insert(name) }
            for (member, inner) in schema["properties"]?.objectValue ?? [:] where inner["enum"] != nil {
                found.insert("\(name).\(member)")
            }
        }
        #expect(found == (try Self.documentedAsComplete()))
    }

    /// The enumerations of responses that never get a new value: the names in that item of the list in docs/api.md.
    private static func documentedAsComplete() throws -> Set<String> {
        let root = (0..<3).reduce(URL(filePath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
        let page = try String(contentsOf: root.appending(path: "docs/api.md"), encoding: .utf8)
        let item = page.split(separator: "are `enum` in the contract:").last?.split(separator: "\n\n").first ?? ""
        return Set(item.matches(of: /`([A-Z][A-Za-z]*(?:\.[a-z]+)?)`/).map { String($0.1) })
    }

    @Test func `the contract lists the actions of rules that the gateway knows`() {
        let kinds = JSON(RuleActionKind.allCases.map(\.rawValue))
        let actions = ["RuleAction", "RuleActionInput"].map { document.schemas[$0]?["properties"]?["action"] }
        #expect(actions[0]?["x-extensible-enum"] == kinds)
        #expect(actions[1]?["enum"] == kinds)
    }

    @Test func `requests accept the values that responses list of an extensible enumeration`() {
        var pairs = 0
        for (name, input) in document.schemas where name.hasSuffix("Input") && input["enum"] != nil {
            pairs += 1
            let output = document.schemas[String(name.dropLast("Input".count))]
            #expect(output?["x-extensible-enum"] == input["enum"], "\(name)")
        }
        #expect(pairs > 12)
        let actions = ["RuleAction", "RuleActionInput"].map { document.schemas[$0]?["properties"]?["action"] }
        #expect(actions[0]?["x-extensible-enum"] != nil)
        #expect(actions[0]?["x-extensible-enum"] == actions[1]?["enum"])
    }

    @Test func `an object that requests and responses have in common has the same members in both`() {
        var pairs = 0
        for (name, input) in document.schemas where name.hasSuffix("Input") && input["properties"] != nil {
            pairs += 1
            let output = document.schemas[String(name.dropLast("Input".count))]
            let members = [input, output].map { Set(($0?["properties"]?.objectValue ?? [:]).keys) }
            #expect(members[0] == members[1], "\(name)")
            #expect(input["required"] == output?["required"], "\(name)")
        }
        #expect(pairs > 3)
    }

    /// Python clients of openapi-generator refuse responses beyond a bound: a raised limit of requests would break
    /// them.
    @Test func `the limit of requests does not apply to responses`() {
        for name in document.requestSchemas.intersection(document.responseSchemas) {
            for schema in document.schemas[name].map(within) ?? [] {
                #expect(["maxItems", "maxLength", "maxProperties"].allSatisfy { schema[$0] == nil }, "\(name)")
            }
        }
    }

    @Test func `an extensible enumeration is a string, and no enumeration contains null`() {
        for schema in everywhere() {
            if schema["x-extensible-enum"] != nil { #expect(schema["type"] == "string", "\(schema.text)") }
            #expect(schema["enum"]?.arrayValue?.contains(.null) != true, "\(schema.text)")
        }
    }

    @Test func `an object with members has a name, and no alternatives alongside its members`() {
        for (name, schema) in document.schemas {
            let objects = within(schema).filter { $0["properties"] != nil }
            #expect(objects.isEmpty || objects == [schema], "\(name)")
            for object in objects {
                #expect(["oneOf", "anyOf", "allOf", "not"].allSatisfy { object[$0] == nil }, "\(name)")
            }
        }
    }

    @Test func `the alternatives of a request are distinguished by a discriminator`() {
        for name in document.requestSchemas {
            guard let schema = document.schemas[name], let alternatives = schema["oneOf"]?.arrayValue else { continue }
            let property = schema["discriminator"]?["propertyName"]?.stringValue ?? ""
            let mapping = schema["discriminator"]?["mapping"]?.objectValue ?? [:]
            #expect(Set(mapping.values) == Set(alternatives.compactMap { $0["$ref"] }), "\(name)")
            for (value, reference) in mapping {
                let variant = document.resolved(["$ref": reference])
                #expect(variant["properties"]?[property]?["const"] == .string(value), "\(name) \(value)")
                #expect(variant["required"]?.arrayValue?.contains(.string(property)) == true, "\(name) \(value)")
            }
        }
    }

    @Test func `a file is a binary string in both directions, and no body is of any media type`() {
        for operation in document.operations {
            let request = [operation.definition["requestBody"]].compactMap(\.self)
            let responses = (operation.definition["responses"]?.objectValue ?? [:]).values.map(document.resolved)
            for content in (request + responses).compactMap({ $0["content"]?.objectValue }) {
                #expect(content["*/*"] == nil, "\(operation.name)")
                guard let file = content["application/octet-stream"] else { continue }
                #expect(file["schema"] == ["type": "string", "format": "binary"], "\(operation.name)")
            }
        }
        for id in ["uploadAttachment", "downloadAttachment"] {
            let operation = document.operations.first { $0.id == id }
            #expect(operation?.definition.text.contains("application/octet-stream") == true, "\(id)")
        }
    }

    /// A schema and all schemas within it.
    private func within(_ schema: JSON) -> [JSON] {
        let members = schema["properties"]?.objectValue?.values.map(\.self) ?? []
        let lists = ["oneOf", "anyOf", "allOf"].flatMap { schema[$0]?.arrayValue ?? [] }
        let single = ["items", "additionalProperties", "not"].compactMap { schema[$0] }
        return [schema] + (members + lists + single).filter { $0.objectValue != nil }.flatMap(within)
    }

    private func everywhere() -> [JSON] { document.schemas.values.flatMap(within) }
}
