import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import Testing

struct ProblemTests {
    @Test func `a problem has the members of RFC 9457 and ours`() async throws {
        let failure = Failure(
            .invalidRequest, detail: "Two fields are wrong.",
            errors: [.init(pointer: "/title", detail: "is empty"), .init(pointer: "/labels/0", detail: "is \"odd\"")],
            upstream: .init(tracker: "github", status: 422, message: "Validation Failed", retryAfter: 5))
        let response = Problem(failure, headers: [:]).response(requestID: "r", timestamp: Timestamp(seconds: 0))
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.contentType] == "application/problem+json")
        let json = try JSON(parsing: try await response.body.collect())
        #expect(
            json == [
                "type": "about:blank", "title": "Unprocessable Content", "status": 422, "code": "invalid_request",
                "detail": "Two fields are wrong.", "request_id": "r", "timestamp": "1970-01-01T00:00:00Z",
                "errors": [
                    ["pointer": "/title", "detail": "is empty"], ["pointer": "/labels/0", "detail": "is \"odd\""],
                ],
                "downstream": ["tracker": "github", "status": 422, "message": "Validation Failed", "retry_after": 5],
            ])
    }

    @Test func `unknown parts are omitted`() async throws {
        let response = Problem(.notFound, headers: [:]).response(requestID: nil, timestamp: Timestamp(seconds: 0))
        let json = try JSON(parsing: try await response.body.collect())
        #expect(json["detail"] == nil)
        #expect(json["request_id"] == nil)
        #expect(json["errors"] == nil)
        #expect(json["downstream"] == nil)
    }

    @Test(arguments: [
        (MessageError.malformed("x"), 400), (.requestLineTooLong(limit: 1), 414), (.headerTooLarge("x"), 431),
        (.methodNotImplemented, 501), (.versionNotSupported, 505), (.transferCodingNotImplemented, 501),
        (.expectationFailed, 417),
        (.bodyTooLarge(limit: 1), 413), (.chunkExtensionsTooLarge(limit: 1), 413), (.headerTimeout, 408),
    ])
    func `every parser error has its status`(error: MessageError, status: Int) {
        #expect(error.problem.status.code == status)
    }
}
