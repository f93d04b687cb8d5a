package import Documents
package import HTTPKit
import HTTPTypes
import Primitives

/// Writes the responses of the Alerts API. Its errors are JSON objects with `detail`, never problem documents, because
/// clients of the Alerts v1 API know no others.
package enum AlertResponder {
    /// A response with a JSON object.
    static func response(
        _ status: HTTPResponse.Status, _ format: AlertFormat, write: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(capacity: 1_024)
        write(&writer)
        let bytes = format.indent > 0 ? IndentedJSON.of(writer.bytes, indent: format.indent) : writer.bytes
        return .json(bytes, status: status)
    }

    /// The response to a request that the Alerts API refuses.
    package static func response(to refusal: AlertRefusal, of request: Request) -> Response {
        var response = Self.response(refusal.status, AlertFormat(request) ?? .compact) { $0.alertRefusal(refusal) }
        if case .unauthenticated = refusal { response.headers[.wwwAuthenticate] = challenge }
        response.failure = refusal.status == .notFound ? .missing : .refused
        return response
    }

    /// The response that reports a problem of the gateway, with the problem's status and headers.
    package static func response(to problem: Problem, of request: Request) -> Response {
        var response = Self.response(problem.status, AlertFormat(request) ?? .compact) { writer in
            writer.detail(message(of: problem, request))
        }
        for field in problem.headers { response.headers[field.name] = field.value }
        if problem.status == .unauthorized { response.headers[.wwwAuthenticate] = challenge }
        response.failure = problem.failure.kind
        return response
    }

    private static let challenge = "Token"

    /// The messages of Django REST framework where it has one.
    private static func message(of problem: Problem, _ request: Request) -> String {
        switch problem.code {
        case .methodNotAllowed: "Method \"\(request.method.rawValue)\" not allowed."
        case .rateLimited, .tooManyFailures:
            "Request was throttled. Expected available in \(problem.failure.retryAfter ?? 1) seconds."
        default: problem.failure.detail ?? problem.code.title
        }
    }
}

extension AlertRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notAcceptable: .notAcceptable
        case .unsupportedMediaType: .unsupportedMediaType
        case .unknownFlavor: .notFound
        case .malformedJSON, .flavorMissing, .disabledFlavor: .badRequest
        case .invalid(let errors): errors.namesUnknownFlavor ? .notFound : .badRequest
        }
    }
}

extension JSONWriter {
    fileprivate mutating func detail(_ text: String) {
        beginObject()
        key("detail")
        string(text)
        endObject()
    }

    fileprivate mutating func alertRefusal(_ refusal: AlertRefusal) {
        switch refusal {
        case .unauthenticated(let reason): detail(reason.rawValue)
        case .forbidden: detail("You do not have permission to perform this action.")
        case .notAcceptable: detail("Could not satisfy the request Accept header.")
        case .unsupportedMediaType(let type): detail("Unsupported media type \"\(type)\" in request.")
        case .malformedJSON(let reason): detail("JSON parse error - \(reason)")
        case .unknownFlavor(let slug): detail("Flavor \"\(slug)\" does not exist.")
        case .flavorMissing: alertFieldErrors(AlertFieldErrors("flavor", ["Flavor not specified in payload"]))
        case .disabledFlavor(let slug):
            alertFieldErrors(AlertFieldErrors("flavor", ["Flavor \"\(slug)\" is disabled."]))
        case .invalid(let errors):
            beginObject()
            key("detail")
            alertFieldErrors(errors)
            endObject()
        }
    }

    private mutating func alertFieldErrors(_ errors: AlertFieldErrors) {
        beginObject()
        for field in errors.fields {
            key(escaping: field.name)
            strings(field.messages)
        }
        endObject()
    }
}
