import Crypto
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloSignatureTests {
    private static let secret = "0123456789abcdef0123456789abcdef"
    private static let body = Array(
        #"{"action":{"id":"5e93c827fb102a6f40c5fa2b","type":"updateCard"},"model":{"name":"größe 🎉"}}"#.utf8)
    private static let url = "https://gateway.example/webhooks/board?a=1&b=%20"

    private static func delivery(
        _ body: [UInt8] = body, _ signature: [UInt8]? = nil, url: String = url
    ) -> WebhookDelivery {
        var delivery = WebhookDelivery(headers: [:], body: body, callbackURL: url, receivedAt: Timestamp(seconds: 0))
        if let signature {
            delivery.headers[HTTPField.Name("X-Trello-Webhook")!] = String(decoding: signature, as: UTF8.self)
        }
        return delivery
    }

    private static func credentials(_ secret: String?) -> WebhookSecret {
        WebhookSecret(shared: "another secret", credentials: .keyAndToken(key: "key", token: "token", secret: secret))
    }

    /// The valid signature of a delivery, computed independently of the adapter.
    private static let good: [UInt8] = {
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: body + Array(url.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return Array(Base64.encoded(Array(code)).utf8)
    }()

    private func isAuthentic(_ delivery: WebhookDelivery, _ secret: String? = secret) -> Bool {
        TrelloWebhooks().isAuthentic(delivery, Self.credentials(secret))
    }

    @Test func `base64 is that of RFC 4648`() {
        let vectors = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ]
        for (text, encoded) in vectors { #expect(Base64.encoded(Array(text.utf8)) == encoded) }
        #expect(Base64.encoded([0xFF, 0xEF, 0xBE]) == "/+++")
    }

    @Test func `the signature is HMAC-SHA1 over body and URL, as anyone would compute it`() {
        // RFC 2202, test case 2: key "Jefe", data "what do ya want for nothing?"
        let delivery = Self.delivery(Array("what do ya want ".utf8), url: "for nothing?")
        #expect(TrelloWebhooks.signature(of: delivery, secret: "Jefe") == "7/zfauXrL6LSdBbV8YTfnCWafHk=")
        #expect(isAuthentic(Self.delivery(Self.body, Self.good)))
    }

    @Test func `ten thousand changes of one bit are all refused`() {
        var random = SeededGenerator(seed: 1)
        var accepted = 0
        for number in 0..<10_000 {
            var body = Self.body, signature = Self.good, url = Array(Self.url.utf8), secret = Array(Self.secret.utf8)
            switch number % 4 {
            case 0: body = random.mutated(body)
            case 1: signature = random.mutated(signature)
            case 2: url = random.mutated(url)
            default: secret = random.mutated(secret)
            }
            let delivery = Self.delivery(body, signature, url: String(decoding: url, as: UTF8.self))
            if isAuthentic(delivery, String(decoding: secret, as: UTF8.self)) { accepted += 1 }
        }
        #expect(accepted == 0)
    }

    @Test func `neither a missing nor the shared secret authenticates a delivery`() {
        let empty = HMAC<Insecure.SHA1>.authenticationCode(
            for: Self.body + Array(Self.url.utf8), using: SymmetricKey(data: [UInt8]()))
        let signed = Self.delivery(Self.body, Array(Base64.encoded(Array(empty)).utf8))
        #expect(!isAuthentic(signed, "") && !isAuthentic(signed, nil))
        let shared = TrelloWebhooks.signature(of: Self.delivery(), secret: "another secret")
        #expect(!isAuthentic(Self.delivery(Self.body, Array(shared.utf8))))
        for credentials in [TrackerCredentials.none, .token(Self.secret)] {
            #expect(
                !TrelloWebhooks().isAuthentic(
                    Self.delivery(Self.body, Self.good), WebhookSecret(shared: Self.secret, credentials: credentials)))
        }
    }

    @Test func `a missing, truncated, doubled or differently spelled signature is refused`() {
        let text = String(decoding: Self.good, as: UTF8.self)
        for other in [
            "", String(text.dropLast()), text + "=", text + ", " + text, text.lowercased(), " " + text.dropLast() + "A",
        ] {
            #expect(!isAuthentic(Self.delivery(Self.body, Array(other.utf8))))
        }
        #expect(!isAuthentic(Self.delivery()))
    }
}
