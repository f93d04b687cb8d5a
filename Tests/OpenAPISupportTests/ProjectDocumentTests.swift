import OpenAPISupport
import Primitives
import Testing

/// Rules that `openapi.yaml` keeps everywhere.
@Suite struct ProjectDocumentTests {
    private let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument.ofProject() }

    @Test func `every operation has an id of its own, a tag and a summary`() {
        let operations = document.operations
        #expect(operations.count > 70)
        #expect(Set(operations.compactMap(\.id)).count == operations.count)
        for operation in operations {
            #expect(operation.definition["tags"]?.arrayValue?.count == 1, "\(operation.name)")
            #expect(operation.definition["summary"]?.stringValue != nil, "\(operation.name)")
        }
    }

    /// The Alerts API takes alert tokens instead of scopes, and has the errors of the Alerts v1 API.
    private func isAlertsAPI(_ operation: OpenAPIOperation) -> Bool {
        operation.path.text == "/api/v1/alerts/alert/"
    }

    @Test func `every operation is public, shows the caller, or requires a scope that exists`() {
        let scopes = Set(document.json["components"]?["schemas"]?["ScopeInput"]?["enum"]?.arrayValue ?? [])
        for operation in document.operations {
            // Valid credentials are enough for this one.
            if operation.definition["security"] == [] || operation.id == "getCaller" || isAlertsAPI(operation) {
                continue
            }
            #expect(operation.requiredScope.map { scopes.contains(.string($0)) } == true, "\(operation.name)")
            #expect(
                operation.definition["description"]?.stringValue?.contains("`\(operation.requiredScope ?? "")`")
                    == true,
                "\(operation.name)")
            for status in ["401", "403", "422", "429", "500", "503"] {
                #expect(operation.definition["responses"]?[status] != nil, "\(operation.name) \(status)")
            }
        }
    }

    /// Generators take the parameters of a call in the order of the operation, and append those of the path.
    @Test func `every operation declares the parameters of its path first, in their order`() {
        for operation in document.operations {
            #expect(document.json["paths"]?[operation.path.text]?["parameters"] == nil, "\(operation.path.text)")
            let all = (operation.definition["parameters"]?.arrayValue ?? []).map(document.resolved)
            let ofPath = all.filter { $0["in"] == "path" }.compactMap { $0["name"]?.stringValue }
            #expect(ofPath == names(in: operation.path.text), "\(operation.name)")
            #expect(all.prefix(ofPath.count).allSatisfy { $0["in"] == "path" }, "\(operation.name)")
        }
    }

    @Test func `every response has X-Request-Id, and every error is a problem`() {
        for operation in document.operations {
            for (status, response) in operation.definition["responses"]?.objectValue ?? [:] {
                let response = document.resolved(response)
                #expect(response["headers"]?["X-Request-Id"] != nil, "\(operation.name) \(status)")
                guard status >= "400", operation.id?.hasPrefix("checkHealth") != true else { continue }
                let schema = isAlertsAPI(operation) ? "AlertError" : "Problem"
                let type = isAlertsAPI(operation) ? "application/json" : "application/problem+json"
                let error: JSON = ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]
                #expect(response["content"] == [type: error], "\(operation.name) \(status)")
            }
        }
    }

    /// The calls that write nothing: they run again when they are repeated.
    private static let readOnly: Set = ["testRule", "renderTemplate"]

    @Test func `every POST and PATCH that writes takes an Idempotency-Key, every conditional GET can answer 304`() {
        for operation in document.operations {
            let parameters = Set(
                (operation.definition["parameters"]?.arrayValue ?? []).map {
                    document.resolved($0)["name"]?.stringValue
                })
            // A tracker's webhook has the delivery's id for that purpose, in a header that the tracker chose. An alert
            // of a monitoring system has its key, and the Alerts v1 API stores each alert.
            let isRepeatable = ["/webhooks/", "/alerts/"].contains { operation.path.text.hasPrefix($0) }
            if ["POST", "PATCH"].contains(operation.method), !isRepeatable, !isAlertsAPI(operation) {
                let isReadOnly = Self.readOnly.contains(operation.id ?? "")
                #expect(parameters.contains("Idempotency-Key") != isReadOnly, "\(operation.name)")
            }
            #expect(
                parameters.contains("If-None-Match") == (operation.definition["responses"]?["304"] != nil),
                "\(operation.name)")
            #expect(
                parameters.contains("If-Match") == (operation.definition["responses"]?["412"] != nil),
                "\(operation.name)")
            // A list has both; other responses may have a cursor to continue with.
            if operation.method == "GET" {
                #expect(parameters.contains("cursor") == parameters.contains("limit"), "\(operation.name)")
            }
        }
    }

    @Test func `every example fits its schema`() {
        for (name, schema) in document.json["components"]?["schemas"]?.objectValue ?? [:] {
            guard let example = schema["example"] else { continue }
            #expect(document.validator.violations(of: example, against: schema) == [], "\(name)")
        }
        for operation in document.operations {
            for (type, content) in operation.definition["requestBody"]?["content"]?.objectValue ?? [:] {
                let named = (content["examples"]?.objectValue ?? [:]).values.compactMap { $0["value"] }
                for example in named + [content["example"]].compactMap({ $0 }) {
                    #expect(
                        document.validator.violations(of: example, against: content["schema"] ?? true) == [],
                        "\(operation.name) \(type)")
                }
            }
        }
    }

    private func names(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
