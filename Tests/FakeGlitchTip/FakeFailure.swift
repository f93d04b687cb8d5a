import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// An API error.
struct FakeFailure: Error {
    var status: Int
    /// The JSON body; nil for text or HTML.
    var body: JSON?
    var text = ""

    static func notFound(_ isSentry: Bool) -> FakeFailure {
        FakeFailure(
            status: 404, body: ["detail": .string(isSentry ? "The requested resource does not exist" : "Not Found")])
    }

    static func unauthorized(_ isSentry: Bool) -> FakeFailure {
        FakeFailure(status: 401, body: ["detail": .string(isSentry ? "Invalid token" : "Unauthorized")])
    }

    /// Plain text in both GlitchTip and Sentry.
    static let methodNotAllowed = FakeFailure(status: 405, text: "Method not allowed")
    /// The response to reading a path without its trailing slash: the HTML page of the web interface.
    static let shell = FakeFailure(
        status: 200, text: "<!doctype html>\n<html><head><title>GlitchTip</title></head></html>")
    /// The response to writing to a path without its trailing slash.
    static let forged = FakeFailure(
        status: 403, text: "<!DOCTYPE html>\n<html><body>CSRF verification failed.</body></html>")
    /// GlitchTip's response to an update without a status.
    static let serverError = FakeFailure(
        status: 500, text: "\n<!doctype html>\n<html><head><title>Server Error (500)</title></head></html>")

    static func detail(_ status: Int, _ text: String) -> FakeFailure {
        FakeFailure(status: status, body: ["detail": .string(text)])
    }

    /// A value that GlitchTip rejects.
    static func unprocessable(_ location: [String], _ message: String, type: String) -> FakeFailure {
        FakeFailure(
            status: 422,
            body: [
                "detail": [["type": .string(type), "loc": .array(location.map(JSON.string)), "msg": .string(message)]]
            ])
    }

    /// A value that Sentry rejects.
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
