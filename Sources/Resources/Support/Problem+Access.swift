package import HTTPKit
import HTTPTypes
import Primitives

extension Problem {
    /// 401 for missing or invalid credentials.
    /// - Parameters:
    ///   - detail: What is missing or wrong, without revealing which part of a credential is invalid.
    ///   - error: The error code of RFC 6750, section 3.1; nil if the request has no credentials.
    package static func unauthorized(detail: String, error: String? = nil) -> Problem {
        Problem(.unauthorized, detail: detail, headers: [.wwwAuthenticate: challenge(error)])
    }

    /// The `WWW-Authenticate` challenge (RFC 6750, section 3).
    static func challenge(_ error: String? = nil) -> String {
        "Bearer realm=\"ticket-gateway\"" + (error.map { ", error=\"\($0)\"" } ?? "")
    }
}
