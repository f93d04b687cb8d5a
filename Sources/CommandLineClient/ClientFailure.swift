import HTTPKit
import Primitives

/// Why a client command did not do what was asked; knows what to say and how to end.
enum ClientFailure: Error, Sendable {
    /// The gateway answered 4xx or 5xx, with a problem document where it has one.
    case refused(status: Int, problem: JSON?, retryAfter: String?)
    /// There was no answer.
    case unreachable(TransportError)
    /// The command line asks for something that makes no sense.
    case usage(String)
    /// The client's own settings are wrong.
    case configuration(String)
    /// The answer cannot be read.
    case unreadable(String)
    /// A sync ended badly.
    case syncFailed(String)
    /// It ends so; these lines say why.
    case ended(ExitStatus, lines: [String])

    /// How the command ends.
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

    /// What to print, a line each.
    var lines: [String] {
        switch self {
        case .refused(let status, let problem, let retryAfter): Self.lines(status, problem, retryAfter)
        case .unreachable(let error):
            ["error: the gateway did not respond: \(error.detail.isEmpty ? "\(error.kind)" : error.detail)"]
        case .ended(_, let lines): lines
        case .usage(let message), .configuration(let message), .unreadable(let message), .syncFailed(let message):
            ["error: \(message)"]
        }
    }

    private static func lines(_ status: Int, _ problem: JSON?, _ retryAfter: String?) -> [String] {
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
        // Without a status the tracker answered nothing; the message is the gateway's.
        if let status = downstream["status"]?.integerValue { text += " responded \(status)" }
        if let message = downstream["message"]?.stringValue { text += ": \(message)" }
        return text
    }

    private static func later(_ retryAfter: String?) -> [String] { retryAfter.map { ["  try again in \($0) s"] } ?? [] }
}
