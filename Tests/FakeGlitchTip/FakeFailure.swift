import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A failure, as it is answered.
struct FakeFailure: Error {
    var status: Int
    /// JSON; nil for a page.
    var body: JSON?
    var text = ""

    static func notFound(_ isSentry: Bool) -> FakeFailure {
        FakeFailure(
            status: 404, body: ["detail": .string(isSentry ? "The requested resource does not exist" : "Not Found")])
    }

    static func unauthorized(_ isSentry: Bool) -> FakeFailure {
        FakeFailure(status: 401, body: ["detail": .string(isSentry ? "Invalid token" : "Unauthorized")])
    }

    /// Plain text, in GlitchTip as in Sentry.
    static let methodNotAllowed = FakeFailure(status: 405, text: "Method not allowed")
    /// What a path without its slash gives to reads: the page that shows everything else.
    static let shell = FakeFailure(
        status: 200, text: "<!doctype html>\n<html><head><title>GlitchTip</title></head></html>")
    /// What a path without its slash gives to writes.
    static let forged = FakeFailure(
        status: 403, text: "<!DOCTYPE html>\n<html><body>CSRF verification failed.</body></html>")
    /// What GlitchTip answers to a change of nothing.
    static let serverError = FakeFailure(
        status: 500, text: "\n<!doctype html>\n<html><head><title>Server Error (500)</title></head></html>")

    static func detail(_ status: Int, _ text: String) -> FakeFailure {
        FakeFailure(status: status, body: ["detail": .string(text)])
    }

    /// A value that GlitchTip refuses.
    static func unprocessable(_ location: [String], _ message: String, type: String) -> FakeFailure {
        FakeFailure(
            status: 422,
            body: [
                "detail": [["type": .string(type), "loc": .array(location.map(JSON.string)), "msg": .string(message)]]
            ])
    }

    /// A value that Sentry refuses.
    static func field(_ name: String, _ message: String) -> FakeFailure {
        FakeFailure(status: 400, body: [name: [.string(message)]])
    }

    var response: Response {
        let status = HTTPResponse.Status(code: status)
        if let body { return .object(body, status: status) }
        var response = Response.text(text, status: status)
        if text.contains("<html") { response.headers[.contentType] = "text/html; charset=utf-8" }
        return response
    }
}
