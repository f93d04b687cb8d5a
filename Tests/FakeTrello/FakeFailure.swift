package import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A Trello API error: plain text.
struct FakeFailure: Error {
    let status: Int
    let text: String

    init(_ status: Int, _ text: String) {
        self.status = status
        self.text = text
    }

    static let invalidKey = FakeFailure(401, "invalid key")
    static let invalidToken = FakeFailure(401, "invalid token")
    static let invalidID = FakeFailure(400, "invalid id")
    static let notFound = FakeFailure(404, "The requested resource was not found.")
    static let noPermission = FakeFailure(401, "unauthorized permission requested")
    static let noCardPermission = FakeFailure(401, "unauthorized card permission requested")

    static func invalid(_ name: String) -> FakeFailure { FakeFailure(400, "invalid value for \(name)") }

    var response: Response { .text(text, status: HTTPResponse.Status(code: status)) }
}

extension FakeFault {
    /// 429 for a token, a key, or `/members/`.
    package static func limit(_ code: String = "API_TOKEN_LIMIT_EXCEEDED", retryAfter: Int? = nil) -> FakeFault {
        response { _ in
            var response = Response.object(
                ["error": .string(code), "message": "Rate limit exceeded"], status: HTTPResponse.Status(code: 429))
            if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
            return response
        }
    }

    /// An error in plain text.
    package static func text(_ status: Int, _ text: String) -> FakeFault {
        response { _ in Response.text(text, status: HTTPResponse.Status(code: status)) }
    }
}
