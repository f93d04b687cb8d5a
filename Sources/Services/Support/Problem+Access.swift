public import HTTPKit
import HTTPTypes

extension Problem {
    /// 401 with the challenge that RFC 6750, section 3 asks for.
    /// - Parameters:
    ///   - detail: What is missing or wrong; never tells which part of a credential it was.
    ///   - error: The error code of RFC 6750, section 3.1; nil when there were no credentials at all.
    public static func unauthorized(detail: String, error: String? = nil) -> Problem {
        let challenge = "Bearer realm=\"ticket-gateway\"" + (error.map { ", error=\"\($0)\"" } ?? "")
        return Problem(.unauthorized, code: "unauthorized", detail: detail, headers: [.wwwAuthenticate: challenge])
    }
}
