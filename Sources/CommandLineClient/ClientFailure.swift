import HTTPKit
import Primitives

/// The reason why a client command failed, with the messages to print and the exit status.
enum ClientFailure: Error, Sendable {
    /// The gateway responded with 4xx or 5xx.
    case refused(status: Int, problem: JSON?, retryAfter: String?)
    /// There was no response.
    case unreachable(TransportError)
    /// The command line is invalid.
    case usage(String)
    /// The client's configuration is invalid.
    case configuration(String)
    /// The response cannot be parsed.
    case unreadable(String)
    case syncFailed(String)
    /// The command ends with this status after printing the lines.
    case ended(ExitStatus, lines: [String])

    var exitStatus: ExitStatus {
        switch self {
        case .refused(let status, let problem, let retryAfter):
            ExitStatus(status: status, isDownstream: problem?["downstream"] != nil, mayTryLater: retryAfter != nil)
        case .unreachable(let error):
            switch error.kind {
            case .throttled: .tryLater
            case .invalidURL: .configuration
            default: .unavailable
            }
        case .usage: .usage
        case .configuration: .configuration
        case .unreadable: .failed
        case .syncFailed: .trackerFailed
        case .ended(let status, _): status
        }
    }

    /// The lines to print.
    var lines: [String] {
        switch self {
        case .refused(let status, let problem, let retryAfter):
            Self.lines(status, problem: problem, retryAfter: retryAfter)
        case .unreachable(let error):
            ["error: the gateway did not respond: \(error.detail.isEmpty ? error.kind.text : error.detail)"]
        case .ended(_, let lines): lines
        case .usage(let message), .configuration(let message), .unreadable(let message), .syncFailed(let message):
            ["error: \(message)"]
        }
    }

    private static func lines(_ status: Int, problem: JSON?, retryAfter: String?) -> [String] {
        guard let problem else { return ["error: the gateway responded with status \(status)"] + later(retryAfter) }
        let title = problem["title"]?.stringValue ?? "the request failed"
        let code = problem["code"]?.stringValue.map { "\($0), " } ?? ""
        var lines = ["error: \(title) (\(code)HTTP \(status))"]
        if let detail = problem["detail"]?.stringValue { lines.append("  \(detail)") }
        for error in problem["errors"]?.arrayValue ?? [] {
            let pointer = error["pointer"]?.stringValue ?? ""
            lines.append("  \(pointer.isEmpty ? "(body)" : pointer): \(error["detail"]?.stringValue ?? "")")
        }
        if let downstream = problem["downstream"], downstream["status"] != nil || downstream["message"] != nil {
            lines.append("  \(tracker(downstream))")
        }
        lines += later(retryAfter)
        if let id = problem["request_id"]?.stringValue { lines.append("  request id: \(id)") }
        return lines
    }

    private static func tracker(_ downstream: JSON) -> String {
        var text = downstream["tracker"]?.stringValue ?? "the tracker"
        // Without a status, the tracker did not respond, and the message is the gateway's.
        if let status = downstream["status"]?.integerValue { text += " responded \(status)" }
        if let message = downstream["message"]?.stringValue { text += ": \(message)" }
        return text
    }

    private static func later(_ retryAfter: String?) -> [String] { retryAfter.map { ["  try again in \($0) s"] } ?? [] }
}

extension TransportError.Kind {
    /// The reason for human readers.
    fileprivate var text: String {
        switch self {
        case .nameResolution: "the host name has no address"
        case .connect: "the connection was refused or could not be established"
        case .tls: "the TLS handshake failed, or the certificate is not trusted (--ca-bundle)"
        case .timeout: "the request timed out (--timeout)"
        case .connectionLost: "the connection was lost"
        case .responseTooLarge: "the response is too large"
        case .addressRefused: "the address is not allowed"
        case .circuitOpen(let wait), .throttled(let wait):
            "too many calls failed; try again in \(wait.components.seconds) s"
        case .cancelled: "the request was cancelled"
        case .invalidURL: "the URL is invalid"
        }
    }
}
