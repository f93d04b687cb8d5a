import Foundation
import OpenAPISupport
import Primitives
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

    /// The contents of a schema's members, without texts, numbers and booleans.
    private static func contents(of name: String, in document: OpenAPIDocument) throws -> [String: FieldContents
        .Content]
    {
        let schema = try #require(document.schemas[name])
        return (schema["properties"]?.objectValue ?? [:]).compactMapValues { content(of: $0, in: document) }
    }

    private static func content(of schema: JSON, in document: OpenAPIDocument) -> FieldContents.Content? {
        let choices = (schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"])?.arrayValue ?? []
        let others = choices.filter { $0["type"] != "null" }
        if others.count == 1 { return content(of: others[0], in: document) }
        if let reference = schema["$ref"]?.stringValue, let name = reference.split(separator: "/").last.map(String.init)
        {
            let target = document.schemas[name] ?? .null
            return target["properties"] == nil ? content(of: target, in: document) : .object(name)
        }
        let types = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? [schema["type"]?.stringValue ?? "object"]
        return types.contains("array") ? .list : types.contains("object") ? .open : nil
    }

    @Test func `the members of objects in fields are those of the contract`() throws {
        let document = try OpenAPIDocument.ofProject()
        for name in Set(Noun.all.map(\.schema)).union(FieldContents.members.keys) where !name.isEmpty {
            let contents = try Self.contents(of: name, in: document)
            #expect(FieldContents.fields[name] ?? [:] == contents, "\(name)")
            for case .object(let inner) in contents.values where !Noun.all.contains(where: { $0.schema == inner }) {
                let members = document.schemas[inner]?["properties"]?.objectValue?.keys
                #expect(FieldContents.members[inner].map(Set.init) == members.map(Set.init), "\(inner)")
            }
        }
    }

    @Test(arguments: [
        ("author.usrname", "unknown field: author.usrname; did you mean author.username?; the fields of author: "),
        ("autor.username", "unknown field: autor.username; did you mean author.username?; available fields: id, "),
        ("assignees.username", "unknown field: assignees.username; assignees is a list; select it as a whole"),
        ("title.text", "unknown field: title.text; title has no fields; select it as a whole"),
        (
            "key,milestone.name,nonsense",
            "unknown field: milestone.name, nonsense; the fields of milestone: remote_id, "
        ),
    ])
    func `a path that leads to no field is reported with what to select instead`(_ row: (String, String)) {
        let failure = #expect(throws: ClientFailure.self) {
            try FieldSelection(row.0, ofAny: [.ticket, .operation])
        }
        #expect(failure?.lines.first?.hasPrefix("error: \(row.1)") == true, "\(failure?.lines ?? [])")
    }

    @Test(arguments: [
        "author.username", "remote_data.any.thing", "status_raw.id", "problem.downstream.status", "attempts",
        "ticket.key",
    ])
    func `a path to a member of one of the nouns is accepted`(_ path: String) throws {
        #expect(try FieldSelection(path, ofAny: [.ticket, .operation]).paths == [path])
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
