package import HTTPKit
package import HTTPTypes
package import Primitives

/// Something that goes wrong, as it does at the real one. A fake adds its own tracker's faults as further static
/// members.
package struct FakeFault: Sendable {
    enum Effect: Sendable {
        case replace(@Sendable (Timestamp) -> Response)
        case dropReply
        case slow(Duration)
        case hold(FakeGate)
    }

    let effect: Effect

    /// This answer in place of the real one; the call is not carried out.
    package static func response(_ make: @escaping @Sendable (Timestamp) -> Response) -> FakeFault {
        FakeFault(effect: .replace(make))
    }

    /// 502 with an HTML page.
    package static let badGateway = page(.badGateway, "<html><head><title>502 Bad Gateway</title></head></html>")
    /// 500 with an HTML page.
    package static let serverError = page(
        .internalServerError, "<html><head><title>500 Internal Server Error</title></head></html>")
    /// 401.
    package static let unauthorized = response { _ in .object(["message": "401 Unauthorized"], status: .unauthorized) }
    /// 200 with a page that is no JSON.
    package static let notJSON = page(.ok, "<html><body>Unicorn!</body></html>")
    /// The call is carried out, and its reply is lost.
    package static let dropReply = FakeFault(effect: .dropReply)
    /// The call is carried out, and its reply held at a gate.
    package static func held(at gate: FakeGate) -> FakeFault { FakeFault(effect: .hold(gate)) }
    /// The reply takes that much longer.
    package static func slow(_ delay: Duration) -> FakeFault { FakeFault(effect: .slow(delay)) }

    /// A page for people.
    package static func page(_ status: HTTPResponse.Status, _ html: String) -> FakeFault {
        response { _ in
            var response = Response.text(html, status: status)
            response.headers[.contentType] = "text/html"
            return response
        }
    }
}
