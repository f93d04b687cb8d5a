package import HTTPKit
package import HTTPTypes
package import Primitives

/// A fault to inject into a fake tracker, as it occurs at the real one. Each fake adds the faults of its own tracker as
/// static members.
package struct FakeFault: Sendable {
    enum Effect: Sendable {
        case replace(@Sendable (Timestamp) -> Response)
        case dropReply
        case slow(Duration)
        case hold(FakeGate)
    }

    let effect: Effect

    /// Returns this response without performing the call.
    package static func response(_ make: @escaping @Sendable (Timestamp) -> Response) -> FakeFault {
        FakeFault(effect: .replace(make))
    }

    /// 502 with an HTML page.
    package static let badGateway = page(.badGateway, "<html><head><title>502 Bad Gateway</title></head></html>")
    /// 500 with an HTML page.
    package static let serverError = page(
        .internalServerError, "<html><head><title>500 Internal Server Error</title></head></html>")
    package static let unauthorized = response { _ in .object(["message": "401 Unauthorized"], status: .unauthorized) }
    /// 200 with an HTML page instead of JSON.
    package static let notJSON = page(.ok, "<html><body>Unicorn!</body></html>")
    /// Performs the call, but loses the response.
    package static let dropReply = FakeFault(effect: .dropReply)
    /// Performs the call, but holds the response at a gate.
    package static func held(at gate: FakeGate) -> FakeFault { FakeFault(effect: .hold(gate)) }
    /// Delays the call.
    package static func slow(_ delay: Duration) -> FakeFault { FakeFault(effect: .slow(delay)) }

    /// Returns an HTML page without performing the call.
    package static func page(_ status: HTTPResponse.Status, _ html: String) -> FakeFault {
        response { _ in
            var response = Response.text(html, status: status)
            response.headers[.contentType] = "text/html"
            return response
        }
    }
}
