import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import OpenAPISupport
import Primitives
import Testing

struct OperationsTests {
    @Test func `the gateway reports its version and that it is healthy`() async throws {
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

    @Test func `every metric has a help text and a type before its samples, and a name that Prometheus recommends`()
        async throws
    {
        try await TestGateway.run { gateway in
            try await gateway.admin.get("/api/v1/channels")
            try await gateway.admin.post("/api/v1/channels/demo/tickets", ["title": "x"])
            let lines = try await gateway.anonymous.get("/metrics").text.split(separator: "\n")
            var help = "", type = ["", ""]
            for line in lines {
                let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                if line.hasPrefix("# HELP ") {
                    help = words[2]
                    #expect(words.count == 4 && words[3] != "Recorded by a library.", "\(help)")
                } else if line.hasPrefix("# TYPE ") {
                    type = [words[2], words[3]]
                    #expect(help == words[2], "each family has its help text")
                    #expect(
                        (type[1] == "counter") == type[0].hasSuffix("_total"), "only counters end in _total: \(type[0])"
                    )
                    #expect(
                        !["_count", "_sum", "_bucket", "_seconds_total"].contains { type[0].hasSuffix($0) },
                        "\(type[0])")
                    #expect(
                        !["counter", "gauge", "histogram", "_ms", "_milliseconds", "_kb"].contains {
                            type[0].contains($0)
                        })
                } else {
                    #expect(line.hasPrefix(type[0]), "samples follow their type: \(line)")
                }
            }
            #expect(lines.count { $0.hasPrefix("# HELP ") } == lines.count { $0.hasPrefix("# TYPE ") })
        }
    }

    @Test func `people get a page with links at the root, and programs a problem document`() async throws {
        try await TestGateway.run { gateway in
            let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            let page = try await gateway.anonymous.get("/", headers: .named(["Accept": browser]))
            #expect(
                page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8"
                    && page.header("Vary") == "Accept")
            for link in ["/apidocs/", "/openapi.yaml", "/openapi.json", "/check", "/metrics", "/which"] {
                #expect(page.text.contains("href=\"\(link)\""), "\(link)")
            }
            for accept in ["*/*", "application/json", "text/html;q=0, */*", "text/plain"] {
                let answer = try await gateway.anonymous.get("/", headers: .named(["Accept": accept]))
                #expect(answer.status == 404 && answer.code == "not_found", "\(accept)")
                #expect(answer.header("Content-Type") == "application/problem+json")
            }
            #expect(try await gateway.anonymous.get("/").status == 404)
        }
    }

    @Test func `a byte order mark before JSON is skipped`() async throws {
        try await TestGateway.run { gateway in
            let bytes = [0xEF, 0xBB, 0xBF] + Array(#"{"title": "x"}"#.utf8)
            let made = try await gateway.admin.send(
                .post, "/api/v1/channels/demo/tickets", headers: .named(["Content-Type": "application/json"]),
                bytes: bytes)
            #expect(made.status == 201 && made.json["title"] == "x")
        }
    }

    @Test func `a ticket of the built-in tracker has its caller as author`() async throws {
        try await TestGateway.run { gateway in
            let path = "/api/v1/channels/demo/tickets"
            let token = try await gateway.admin.post(
                "/api/v1/tokens", ["title": "Night shift", "scopes": ["tickets:read", "tickets:write"]])
            let shift = gateway.client(token: token.json["token"]?.stringValue)
            let made = try await shift.post(path, ["title": "x"])
            let id = try #require(token.json["id"]?.stringValue)
            #expect(made.json["author"]?["username"] == "token:Night shift")
            #expect(made.json["author"]?["remote_id"] == .string("token:" + id))
            let comment = try await shift.post(path + "/1/comments", ["body": "y"])
            #expect(comment.json["author"]?["username"] == "token:Night shift")
            let named = try await shift.post(path, ["title": "z"], headers: .named(["Ticket-Actor": "ada"]))
            #expect(named.json["author"]?["username"] == "ada")
            let client = try await gateway.admin.post(
                "/api/v1/clients", ["slug": "desk", "scopes": ["tickets:read", "tickets:write"]])
            let credentials: JSON = [
                "client_id": client.json["client_id"] ?? .null, "client_secret": client.json["client_secret"] ?? .null,
            ]
            let session = try await gateway.anonymous.post("/api/v1/authorize", credentials)
            let desk = gateway.client(token: session.json["jwt"]?.stringValue)
            #expect(try await desk.post(path, ["title": "x"]).json["author"]?["username"] == "client:desk")
            let found = try await gateway.admin.get("/api/v1/tickets?author=client:desk")
            #expect(found.json["data"]?.arrayValue?.count == 1)
        }
    }

    @Test func `neither a token's title nor Ticket-Actor can impersonate somebody else`() async throws {
        try await TestGateway.run { gateway in
            let path = "/api/v1/channels/demo/tickets"
            let scopes: JSON = ["tickets:read", "tickets:write"]
            var authors: [JSON] = []
            for title in ["ada", "ada", "gateway", "client:desk"] {
                let token = try await gateway.admin.post("/api/v1/tokens", ["title": .string(title), "scopes": scopes])
                let made = try await gateway.client(token: token.json["token"]?.stringValue).post(path, ["title": "x"])
                #expect(made.json["author"]?["username"] == .string("token:" + title))
                authors.append(try #require(made.json["author"]?["remote_id"]))
            }
            #expect(Set(authors).count == 4)
            let ada = try await gateway.admin.post(path, ["title": "x"], headers: .named(["Ticket-Actor": "ada"]))
            #expect(ada.json["author"]?["remote_id"] == "ada")
            let names = [
                "gateway", "Gateway", "GATEWAY", "client:desk", "Client:desk", "token:ada", "TOKEN:ada", "rule:x",
                "Pair:x",
                "user:ada", "system:",
            ]
            for name in names {
                let refused = try await gateway.admin.post(
                    path, ["title": "x"], headers: .named(["Ticket-Actor": name]))
                #expect(refused.status == 422 && refused.pointers == ["Ticket-Actor"], "\(name): \(refused.text)")
            }
            // Also if nothing is written to a tracker: the audit log names the actor.
            let channel = try await gateway.admin.patch(
                "/api/v1/channels/demo", ["title": "Demo 2"], headers: .named(["Ticket-Actor": "Rule:x"]))
            #expect(channel.status == 422 && channel.pointers == ["Ticket-Actor"])
        }
    }

    @Test func `values refused without a call are not refused by the tracker`() async throws {
        try await TestGateway.run { gateway in
            let path = "/api/v1/channels/demo/tickets"
            _ = try await gateway.admin.post(path, ["title": "x"])
            let refused = try await gateway.admin.patch(path + "/1", ["parent": "77"])
            #expect(refused.status == 422 && refused.code == "invalid_request" && refused.pointers == ["/parent"])
            #expect(refused.json["downstream"] == nil)
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
            #expect(
                try await gateway.anonymous.get("/apidocs/swagger-initializer.js").text.contains("\"/openapi.yaml\""))
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
            try await gateway.admin.get(
                "/api/v1/tickets?q=canary-in-query", headers: .named(["X-Request-Id": "line-1"]))
            let lines = gateway.log.lines(with: "line-1")
            #expect(lines.count == 1)
            let line = try JSON(parsing: try #require(lines.first))
            #expect(line["message"] == "request")
            #expect(line["method"] == "GET")
            #expect(line["route"] == "/api/v1/tickets")
            #expect(line["status"] == 200)
            #expect(line["principal"]?.stringValue?.hasPrefix("token:") == true)
            #expect(line["peer"] == "127.0.0.1")
            #expect(line["bytes"]?.integerValue ?? 0 > 0)
            #expect(!gateway.log.text.contains("canary-in-query"))
            #expect(!gateway.log.text.contains(gateway.adminToken))
        }
    }
}
