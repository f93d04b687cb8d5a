import Access
import Connections
import Documents
import Foundation
import Gateway
import GatewayTestSupport
import HTTPClient
import HTTPKit
import HTTPTypes
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import TrackerKit

struct RedactionTests {
    /// As long as the key of an HMAC must be: 32 bytes.
    private static let canary = "canary-of-a-secret-of-32-bytes--"

    /// Every way in which a value gets into a log or an error.
    private static func prints(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])",
            "\(Optional(value) as Any)",
        ]
    }

    /// A value in others, as libraries log it.
    private struct Holder {
        let inner: Any
        let list: [Any]
    }

    @Test func `types that contain secrets print none of them, at any depth`() async throws {
        let canary = Self.canary
        var subscription = SubscriptionDraft(slug: "s", url: "https://example.org")
        subscription.secret = canary
        var patch = SubscriptionPatch()
        patch.secret = .set(canary)
        let request = ClientRequest(
            .post, "https://user:\(canary)@example.org/?token=\(canary)", headers: [.authorization: "Bearer \(canary)"],
            body: Array(canary.utf8))
        let credentials: [TrackerCredentials] = [
            .token(canary),
            TrackerCredentials(kind: "key_and_token", ["key": canary, "token": canary, "secret": canary]),
            TrackerCredentials(kind: "github_app", ["app_id": "1", "private_key": canary, "installation_id": "2"]),
        ]
        let values: [Any] =
            [
                Secret(canary), Secret(Array(canary.utf8)), PostgresConfiguration(url: "postgresql://u:\(canary)@h/d"),
                CurlConfiguration(proxy: "http://u:\(canary)@proxy:1"), request, subscription, patch,
                ConnectionDraft(slug: "c", tracker: TrackerKind(rawValue: "github"), credentials: credentials[0]),
                WebhookSecret(shared: canary, credentials: credentials[1]),
                WebhookDraft(callbackURL: "https://gw/\(canary)", secret: canary),
                await TokenIssuer(secret: canary, clock: SystemClock()),
                ConfigurationSource(environment: ["TICKET_GATEWAY_JWT_SECRET": canary]),
            ] + credentials
        for value in values {
            for text in Self.prints(of: value) + Self.prints(of: Holder(inner: value, list: [value])) {
                #expect(!text.contains(canary), "\(type(of: value))")
            }
        }
        let token = RandomSecret.apiToken()
        for text in Self.prints(of: token) { #expect(!text.contains(token.text)) }
    }

    @Test func `a configuration prints no secret`() throws {
        let key = Data(repeating: 65, count: 32).base64EncodedString()
        var environment = try TestConfiguration.environment(
            database: PostgresConfiguration(url: "dbname=x"), TestGateway.Options())
        environment["TICKET_GATEWAY_DATABASE_URL"] = "postgresql://u:\(Self.canary)@h/d"
        environment["TICKET_GATEWAY_JWT_SECRET"] = Self.canary + Self.canary
        environment["TICKET_GATEWAY_ENCRYPTION_KEYS"] = "k:" + key
        environment["TICKET_GATEWAY_UPSTREAM_PROXY"] = "http://u:\(Self.canary)@proxy:1"
        let configuration: GatewayConfiguration = try ConfigurationSource(environment: environment).load()
        #expect(configuration.database.postgresConfiguration.url.contains(Self.canary))
        for text in Self.prints(of: configuration) + Self.prints(of: configuration.database.postgresConfiguration) {
            #expect(!text.contains(Self.canary))
            #expect(!text.contains("65, 65, 65"))
            #expect(text.contains("<redacted>"))
        }
    }
}
