package import HTTPKit
import HTTPTypes

/// `/`: a page of links for people who open the gateway in a browser. Other clients get 404.
package struct HomeResource: Sendable {
    private let version: String

    package init(version: String) { self.version = version }

    /// GET: the page, if the client explicitly accepts HTML; otherwise 404.
    package func page(_ request: Request) async throws -> Response {
        guard Self.acceptsHTML(request.headers[.accept] ?? "") else { throw Problem.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache", .vary: "Accept",
                .contentSecurityPolicy: Self.policy,
                .xContentTypeOptions: "nosniff",
            ],
            body: .bytes(Array(html.utf8)))
    }

    /// Whether `text/html` is among the media ranges with a weight other than 0 (RFC 9110, section 12.5.1). `*/*`,
    /// which programs send, is not enough.
    private static func acceptsHTML(_ accept: String) -> Bool {
        accept.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.lowercased().filter { !$0.isWhitespace } }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && (Double($0.dropFirst(2)) ?? 1) == 0 }
            return parts.first == "text/html" && !isRefused
        }
    }

    /// The page needs neither resources nor scripts.
    private static let policy = "default-src 'none'; frame-ancestors 'none'"

    private var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <title>Ticket Gateway</title>
        </head>
        <body>
          <h1>Ticket Gateway \(version)</h1>
          <p>One REST API for many issue trackers.</p>
          <ul>
            <li><a href="/apidocs/">API documentation</a> (Swagger UI)</li>
            <li>OpenAPI document: <a href="/openapi.yaml">YAML</a>, <a href="/openapi.json">JSON</a></li>
            <li><a href="/check">Health</a>, <a href="/metrics">metrics</a>, <a href="/which">version</a></li>
          </ul>
          <p>The API itself is below <code>/api/v1/</code> and needs a token.</p>
        </body>
        </html>

        """
    }
}
