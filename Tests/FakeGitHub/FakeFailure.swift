import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A GitHub API error in its documented form.
struct FakeFailure: Error {
    var status: Int
    var message: String
    var errors: [JSON] = []
    var documentation = "https://docs.github.com/rest"
    var headers: HTTPFields = [:]

    static let notFound = FakeFailure(status: 404, message: "Not Found")
    static let badCredentials = FakeFailure(status: 401, message: "Bad credentials")
    static let needsAdmin = FakeFailure(status: 403, message: "Must have admin rights to Repository.")
    static let needsPush = FakeFailure(status: 403, message: "Must have push access to view repository collaborators.")
    static let needsLogin = FakeFailure(status: 401, message: "Requires authentication")
    static let issueDeleted = FakeFailure(status: 410, message: "This issue was deleted")
    static let issuesDisabled = FakeFailure(status: 410, message: "Issues are disabled for this repo")
    static let conversationLocked = FakeFailure(
        status: 403, message: "Unable to create comment because issue is locked.")
    static let malformedBody = FakeFailure(status: 400, message: "Problems parsing JSON")

    /// An invalid value.
    static func invalid(_ resource: String, _ field: String, code: String = "invalid", message: String? = nil)
        -> FakeFailure
    {
        var error: [String: JSON] = ["resource": .string(resource), "field": .string(field), "code": .string(code)]
        if let message { error["message"] = .string(message) }
        return FakeFailure(status: 422, message: "Validation Failed", errors: [.object(error)])
    }

    /// A field that exceeds its maximum length.
    static func tooLong(_ resource: String, _ field: String, maximum: Int) -> FakeFailure {
        invalid(resource, field, code: "custom", message: "\(field) is too long (maximum is \(maximum) characters)")
    }

    /// A redirect to a repository's new name.
    static func moved(to location: String, by method: HTTPRequest.Method) -> FakeFailure {
        FakeFailure(
            status: method == .get || method == .head ? 301 : 307, message: "Moved Permanently",
            documentation: "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
            headers: [.location: location])
    }

    func response(_ call: FakeCall) -> Response {
        var body: [String: JSON] = [
            "message": .string(message), "documentation_url": .string(documentation), "status": .string(String(status)),
        ]
        if !errors.isEmpty { body["errors"] = .array(errors) }
        if let location = headers[.location] { body["url"] = .string(location) }
        var response = Response.json(JSON.object(body).serialized(), status: HTTPResponse.Status(code: status))
        for field in headers { response.headers.append(field) }
        return response
    }
}
