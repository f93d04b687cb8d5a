import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import OpenAPISupport
import Primitives
import Testing

struct RouteContractTests {
    @Test func `the routes and the document are the same, in both directions`() async throws {
        try await TestGateway.run { gateway in
            let routes = gateway.gateway.routes.map { (method: $0.method.rawValue, pattern: $0.pattern) }
            let differences = try OpenAPIDocument.ofProject().differences(from: routes)
            #expect(differences == [])
        }
    }

    @Test func `every route requires the scope in the document, or none`() async throws {
        try await TestGateway.run { gateway in
            let token = try await gateway.admin.post("/api/v1/tokens", ["title": "alerts", "scopes": ["alerts:read"]])
            let powerless = gateway.client(token: token.json["token"]?.stringValue)
            for operation in try OpenAPIDocument.ofProject().operations {
                guard let scope = operation.requiredScope else { continue }
                let method = try #require(HTTPRequest.Method(operation.method))
                let path = operation.path.text.replacing(/\{[^}]+\}/, with: "x")
                let refused = try await powerless.send(method, path, bytes: nil)
                #expect(refused.status == 403, "\(operation.name)")
                #expect(refused.json["detail"]?.stringValue?.contains(scope) == true, "\(operation.name)")
                #expect(try await gateway.anonymous.send(method, path, bytes: nil).status == 401, "\(operation.name)")
            }
        }
    }
}
