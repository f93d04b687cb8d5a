package import HTTPKit
import HTTPTypes
import Primitives

extension Problem {
    /// 401 for credentials that can't be accepted.
    /// - Parameters:
    ///   - detail: What is missing or wrong; never tells which part of a credential it was.
    ///   - error: The error code of RFC 6750, section 3.1; nil when there were no credentials at all.
    package static func unauthorized(detail: String, error: String? = nil) -> Problem {
        Problem(.unauthorized, detail: detail, headers: [.wwwAuthenticate: challenge(error)])
    }

    /// The challenge that RFC 6750, section 3 asks for.
    static func challenge(_ error: String? = nil) -> String {
        "Bearer realm=\"ticket-gateway\"" + (error.map { ", error=\"\($0)\"" } ?? "")
    }
}
