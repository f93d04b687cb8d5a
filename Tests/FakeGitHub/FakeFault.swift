import HTTPKit
public import HTTPTypes
public import Primitives
import Synchronization

/// Something that goes wrong, as it does at the real one.
public enum FakeFault: Sendable, Hashable {
    /// The hour's calls are used up until then.
    case primaryLimit(resetsAt: Timestamp)
    /// Too much at once: with the seconds of a `Retry-After`, or without any hint.
    case secondaryLimit(retryAfter: Int?)
    /// 502 with an HTML page.
    case badGateway
    /// 401.
    case unauthorized
    /// 200 with a page that is no JSON.
    case notJSON
    /// The call is carried out, and its reply is lost.
    case dropReply
    /// The reply takes that much longer.
    case slow(Duration)
}

/// When a fault strikes.
struct FaultRule: Sendable {
    var fault: FakeFault
    var times: Int
    var method: HTTPRequest.Method?
    var path: String
}

extension FakeGitHub {
    /// Lets something go wrong.
    /// - Parameters:
    ///   - times: For how many calls.
    ///   - method: Only calls of this method; nil for all.
    ///   - path: Only calls whose target holds this text.
    public func inject(_ fault: FakeFault, times: Int = 1, method: HTTPRequest.Method? = nil, path: String = "") {
        faults.withLock { $0.append(FaultRule(fault: fault, times: times, method: method, path: path)) }
    }

    /// Lets everything go well again.
    public func clearFaults() { faults.withLock { $0 = [] } }

    func takeFault(for call: FakeCall) -> FakeFault? {
        faults.withLock { rules in
            let matching = rules.firstIndex { rule in
                rule.times > 0 && (rule.method ?? call.method) == call.method && (rule.path.isEmpty || call.target.contains(rule.path))
            }
            guard let matching else { return nil }
            rules[matching].times -= 1
            return rules[matching].fault
        }
    }
}

extension FakeFault {
    /// The answer in place of the real one; nil for faults that let the call be carried out.
    func replacement(now: Timestamp) -> Response? {
        switch self {
        case .primaryLimit(let reset): Self.primaryLimit(reset)
        case .secondaryLimit(let wait): Self.secondaryLimit(wait)
        case .badGateway: Self.page(.badGateway, "<html><head><title>502 Bad Gateway</title></head></html>")
        case .unauthorized: Self.json(.unauthorized, "Bad credentials", "https://docs.github.com/rest")
        case .notJSON: Self.page(.ok, "<html><body>Unicorn!</body></html>")
        case .dropReply, .slow: nil
        }
    }

    private static let limits = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"

    private static func primaryLimit(_ reset: Timestamp) -> Response {
        var response = json(.forbidden, "API rate limit exceeded for user ID 1.", limits)
        response.headers[.rateLimit("Resource")] = "core"
        response.headers[.rateLimit("Limit")] = "5000"
        response.headers[.rateLimit("Remaining")] = "0"
        response.headers[.rateLimit("Reset")] = String(reset.seconds)
        return response
    }

    private static func secondaryLimit(_ wait: Int?) -> Response {
        let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        var response = json(.forbidden, message, limits + "#about-secondary-rate-limits")
        if let wait { response.headers[.retryAfter] = String(wait) }
        response.headers[.rateLimit("Remaining")] = "4000"
        return response
    }

    private static func json(_ status: HTTPResponse.Status, _ message: String, _ documentation: String) -> Response {
        .object(["message": .string(message), "documentation_url": .string(documentation)], status: status)
    }

    private static func page(_ status: HTTPResponse.Status, _ html: String) -> Response {
        var response = Response.text(html, status: status)
        response.headers[.contentType] = "text/html"
        return response
    }
}
