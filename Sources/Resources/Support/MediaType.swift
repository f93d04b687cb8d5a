import Documents
import HTTPKit
import HTTPTypes
import Primitives

/// Checks of a request's `Content-Type`.
enum MediaType {
    /// Throws 415 unless the body is declared as JSON in UTF-8. `application/merge-patch+json` is accepted for PATCH
    /// only.
    static func requireJSON(_ request: Request) throws(Failure) {
        let value = request.headers[.contentType] ?? ""
        let parts = value.split(separator: ";").map { $0.lowercased().filter { !$0.isWhitespace } }
        let isJSON =
            parts.first == "application/json"
            || (parts.first == "application/merge-patch+json" && request.method == .patch)
        let hasForeignCharset = parts.dropFirst().contains {
            $0.hasPrefix("charset=") && $0 != "charset=utf-8" && $0 != "charset=\"utf-8\""
        }
        guard isJSON, !hasForeignCharset else { throw unsupported(request) }
    }

    private static func unsupported(_ request: Request) -> Failure {
        let wanted = request.method == .patch ? "application/merge-patch+json or application/json" : "application/json"
        return Failure(.unsupportedMediaType, detail: "The body must be \(wanted) in UTF-8.")
    }
}
