import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import OpenAPISupport
import Primitives
import Testing

struct OperationsTests {
    @Test func `the gateway says what it is and that it is well`() async throws {
        try await TestGateway.run { gateway in
            let which = try await gateway.anonymous.get("/which")
            #expect(which.text == "ticket-gateway \(GatewayVersion.current)\n")
            #expect(try await gateway.anonymous.get("/check").json == ["status": "OK"])
            #expect(try await gateway.anonymous.send(.head, "/check", bytes: nil).status == 200)
        }
    }

    @Test func `the version is the document's`() throws {
        #expect(try OpenAPIDocument.ofProject().json["info"]?["version"]?.stringValue == GatewayVersion.current)
    }

    @Test func `metrics count requests by route and class of status`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.get("/api/v1/channels")
            try await gateway.anonymous.get("/api/v1/channels")
            let text = try await gateway.anonymous.get("/metrics").text
            let name = "ticket_gateway_http_request_duration_seconds_count"
            #expect(text.contains("\(name){method=\"GET\",route=\"/api/v1/channels\",status=\"2xx\"} 1\n"))
            #expect(text.contains("\(name){method=\"GET\",route=\"/api/v1/channels\",status=\"4xx\"} 1\n"))
            #expect(text.contains("# TYPE ticket_gateway_http_request_duration_seconds histogram\n"))
            #expect(text.contains("ticket_gateway_database_readers 2\n"))
        }
    }

    @Test func `the contract is served at its four addresses`() async throws {
        try await TestGateway.run { gateway in
            let document = try OpenAPIDocument.ofProject()
            let yaml = try await gateway.anonymous.get("/openapi.yaml")
            #expect(try OpenAPIDocument(yaml: yaml.text).json == document.json)
            for path in ["/openapi.json", "/api/spec", "/application/spec"] {
                #expect(try await gateway.anonymous.get(path).json == document.json)
            }
        }
    }

    @Test func `Swagger UI is served from its folder and from nowhere else`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swagger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "inner"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["swagger-ui-bundle.js", "swagger-ui.css", "inner/secret.css"] {
            try Data("/* \(name) */".utf8).write(to: folder.appending(path: name))
        }
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_SWAGGER_UI_DIRECTORY"] = folder.path }) { gateway in
            #expect(try await gateway.anonymous.get("/apidocs/").text.contains("swagger-initializer.js"))
            #expect(try await gateway.anonymous.get("/apidocs/swagger-initializer.js").text.contains("\"/openapi.yaml\""))
            let bundle = try await gateway.anonymous.get("/apidocs/swagger-ui-bundle.js")
            #expect(bundle.text == "/* swagger-ui-bundle.js */")
            #expect(bundle.header("Cache-Control")?.contains("max-age") == true)
            for name in ["..%2fopenapi.yaml", "inner%2fsecret.css", "inner", "%2e%2e", "nothing.js", ".%00"] {
                #expect([400, 404].contains(try await gateway.anonymous.get("/apidocs/\(name)").status))
            }
        }
    }

    @Test func `without Swagger UI there is a hint`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_SWAGGER_UI_DIRECTORY"] = "/nowhere" }) { gateway in
            let answer = try await gateway.anonymous.get("/apidocs/")
            #expect(answer.status == 404)
            #expect(answer.json["detail"]?.stringValue?.contains("make install") == true)
        }
    }

    @Test func `each request is one line, without anything that it brought`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.get("/api/v1/channels?connection=canary-in-query", headers: .named(["X-Request-Id": "line-1"]))
            let lines = gateway.log.lines(with: "line-1")
            #expect(lines.count == 1)
            let line = try JSON(parsing: try #require(lines.first))
            #expect(line["message"] == "request")
            #expect(line["method"] == "GET")
            #expect(line["route"] == "/api/v1/channels")
            #expect(line["status"] == 200)
            #expect(line["principal"]?.stringValue?.hasPrefix("token:") == true)
            #expect(line["peer"] == "127.0.0.1")
            #expect(line["bytes"]?.integerValue ?? 0 > 0)
            #expect(!gateway.log.text.contains("canary-in-query"))
            #expect(!gateway.log.text.contains(gateway.adminToken))
        }
    }
}
