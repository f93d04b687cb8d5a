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

    /// The longest part of a media type that a message repeats.
    private static let shownCharacters = 80

    private static func unsupported(_ request: Request) -> Failure {
        let wanted = request.method == .patch ? "application/merge-patch+json or application/json" : "application/json"
        let sent = request.headers[.contentType].map { "has Content-Type: \($0.prefix(shownCharacters))" }
        return Failure(
            .unsupportedMediaType,
            detail: "The request \(sent ?? "has no Content-Type"). Send JSON in UTF-8 with Content-Type: \(wanted).")
    }
}
