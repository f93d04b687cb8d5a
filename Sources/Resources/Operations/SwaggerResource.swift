package import HTTPKit
import HTTPTypes
import Primitives

/// `/apidocs/`: Swagger UI for the gateway's OpenAPI document, from the files of swagger-ui-dist.
package struct SwaggerResource: Sendable {
    /// The file without which Swagger UI counts as not installed.
    private static let bundleName = "swagger-ui-bundle.js"
    /// The files change only with the installed version. The page itself is revalidated each time.
    private static let longCache = "public, max-age=86400"

    private let files: [String: StaticFile]

    /// Serves the files of a directory, which need not exist.
    package init(directory: String) {
        files = StaticFile.all(in: directory)
    }

    /// GET: the page.
    package func index(_ request: Request) async throws -> Response {
        guard files[Self.bundleName] != nil else { throw Self.notInstalled }
        return Self.response(.page, cache: "no-cache")
    }

    /// GET: redirects to the page from an address that people try.
    package func redirect(_ request: Request) async throws -> Response {
        Response(status: .permanentRedirect, headers: [.location: "/apidocs/"])
    }

    /// GET: a file. Only names that were found at startup are served, so path traversal is impossible.
    package func file(_ request: Request) async throws -> Response {
        guard files[Self.bundleName] != nil else { throw Self.notInstalled }
        switch try request.parameter("file") {
        case "index.html": return Self.response(.page, cache: "no-cache")
        case "swagger-initializer.js": return Self.response(.initializer, cache: "no-cache")
        case let name:
            guard let file = files[name] else { throw Problem.notFound }
            return Self.response(file, cache: Self.longCache)
        }
    }

    private static func response(_ file: StaticFile, cache: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: file.contentType, .cacheControl: cache, .contentSecurityPolicy: policy,
                .xContentTypeOptions: "nosniff",
            ],
            body: .bytes(file.bytes))
    }

    private static let notInstalled = Failure(
        .notFound, detail: "Swagger UI is not installed; run `make install`. The OpenAPI document is at /openapi.yaml.")

    /// Allows no external resources. Swagger UI uses inline styles and `data:` images.
    private static let policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
}

extension StaticFile {
    /// The page, which loads the other files.
    fileprivate static let page = StaticFile(
        text: """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <title>Ticket Gateway</title>
              <link rel="stylesheet" href="swagger-ui.css">
              <link rel="icon" type="image/png" href="favicon-32x32.png">
            </head>
            <body>
              <div id="swagger-ui"></div>
              <script src="swagger-ui-bundle.js"></script>
              <script src="swagger-ui-standalone-preset.js"></script>
              <script src="swagger-initializer.js"></script>
            </body>
            </html>

            """, contentType: "text/html; charset=utf-8")

    /// The script that starts Swagger UI with the gateway's OpenAPI document.
    fileprivate static let initializer = StaticFile(
        text: """
            window.onload = function () {
              window.ui = SwaggerUIBundle({
                url: "/openapi.yaml",
                dom_id: "#swagger-ui",
                deepLinking: true,
                presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
                layout: "StandaloneLayout"
              });
            };

            """, contentType: "text/javascript; charset=utf-8")

    private init(text: String, contentType: String) {
        self.init(bytes: Array(text.utf8), contentType: contentType)
    }
}
