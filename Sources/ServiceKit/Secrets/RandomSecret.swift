import Crypto
package import Primitives
import TrackerKit

/// Secrets that the gateway makes, and what it keeps of them: a hash. They are random and long, so a plain hash is
/// enough; a slow one is for passwords that people choose.
package struct RandomSecret: Sendable, Redacted {
    /// The secret in clear: shown once.
    package let text: String
    /// What is kept.
    package var hash: [UInt8] { Self.hash(of: text) }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    private static let letters = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// Characters of base 62 for 256 bits.
    private static let length = 43
    /// Characters of base 62 for 128 bits: an id that can't be guessed, but is no secret.
    private static let idLength = 22
    /// How much of a token tells it apart for people.
    package static let shownPrefixLength = 8

    /// How API tokens begin.
    package static let apiTokenPrefix = "tgw_"

    /// An API token: `tgw_` and 256 random bits.
    package static func apiToken() -> RandomSecret { RandomSecret(text: apiTokenPrefix + random(length)) }

    /// Whether a text has the form of an API token.
    package static func isAPIToken(_ text: String) -> Bool {
        let rest = text.utf8.dropFirst(apiTokenPrefix.utf8.count)
        return text.hasPrefix(apiTokenPrefix) && rest.count == length && rest.allSatisfy(letters.contains)
    }

    /// A client's secret: `tgs_` and 256 random bits.
    package static func clientSecret() -> RandomSecret { RandomSecret(text: "tgs_" + random(length)) }

    /// A client's id: `tgc_` and 128 random bits.
    package static func clientID() -> String { "tgc_" + random(idLength) }

    /// A webhook's secret: 256 random bits, fit for a path too.
    package static func webhookSecret() -> RandomSecret { RandomSecret(text: random(length)) }

    /// A connection's signing key: 256 random bits.
    package static func signingKey() -> String { random(length) }

    /// A secret that outgoing webhooks are signed with: 32 random bytes, in the form of Standard Webhooks 1.0.0.
    package static func standardWebhookSecret() -> RandomSecret {
        var generator = SystemRandomNumberGenerator()
        return RandomSecret(
            text: StandardWebhookSignature.secret(
                of: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
    }

    /// From the system's cryptographically secure generator.
    private static func random(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    /// SHA-256 of a secret.
    package static func hash(of secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// Whether a secret hashes to `hash`, in a time that does not depend on where they differ (swift-crypto compares
    /// digests so).
    package static func matches(_ secret: String, hash: [UInt8]) -> Bool {
        SHA256.hash(data: Array(secret.utf8)) == hash
    }
}
