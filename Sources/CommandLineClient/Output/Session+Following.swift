import HTTPClient
import HTTPKit
import Primitives

extension Session {
    /// The delay before reconnecting, if the gateway specified none.
    private static let retryMilliseconds = 3_000

    /// Prints a stream until the printer stops it, reconnecting whenever the connection is lost.
    /// - Throws: `ClientFailure` if a retry cannot succeed: after 4xx other than 429, an invalid URL or a TLS error.
    func follow(_ path: GatewayPath, from last: String, _ printer: EventPrinter) async throws {
        var last = last
        var wait = Self.retryMilliseconds
        while true {
            do {
                let end = try await api.stream(path, after: last, printer.take)
                if let problem = printer.problem {
                    let status = problem["status"]?.integerValue.flatMap { Int(exactly: $0) } ?? 0
                    throw ClientFailure.refused(status: status, problem: problem, retryAfter: nil)
                }
                if end.wasLeft { return }
                last = end.lastEventID
                wait = end.retryMilliseconds ?? wait
                let reason = printer.reason.map { "the gateway ended the stream: \($0)" } ?? "the stream disconnected"
                say("\(reason); reconnecting")
            } catch let failure as ClientFailure where failure.mayPass {
                last = printer.lastEventID ?? last
                say("\(failure.lines.first ?? ""); retrying")
            }
            try await environment.sleep(.milliseconds(wait))
        }
    }
}

extension ClientFailure {
    /// Whether a retry may succeed.
    fileprivate var mayPass: Bool {
        switch self {
        case .refused(let status, _, _): status == 429 || status >= 500
        case .unreachable(let error): error.kind != .invalidURL && error.kind != .tls
        default: false
        }
    }
}
