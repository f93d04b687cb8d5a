import Hummingbird
import Logging

/// Responds to `GET /` with the same JSON as the conformance server. The argument is the port; the default is 8080.
@main struct HummingbirdStatic {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 8080
        let body = ByteBuffer(string: #"{"status":"OK","version":"1"}"#)
        let router = Router()
        router.get("/") { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
        }
        var logger = Logger(label: "hummingbird-static")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.runService()
    }
}
