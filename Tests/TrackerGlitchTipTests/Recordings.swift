import Primitives
import TrackerTestSupport

extension Corpus {
    /// The payloads of GlitchTip and Sentry.
    static let glitchTip = Corpus("glitchtip")

    /// The exchanges with a real GlitchTip, oldest first, converted from their recorder's own format.
    func recordedExchanges() throws -> [RecordedExchange] {
        try ["exchanges-issues.json", "exchanges-alerts.json"].flatMap { file in
            (try JSON(parsing: bytes("recorded/\(file)")).arrayValue ?? []).map { json in
                let request: JSON = [
                    "method": json["method"] ?? .null, "url": json["path"] ?? .null, "body": json["json"] ?? .null,
                ]
                let response: JSON = [
                    "status": json["status"] ?? .null, "headers": json["headers"] ?? .null,
                    "body": json["body"] ?? .null,
                ]
                return RecordedExchange(["request": request, "response": response], file: file)
            }
        }
    }
}
