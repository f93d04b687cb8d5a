import Crypto
package import Primitives

/// The signature of [Standard Webhooks
/// 1.0.0](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): an HMAC-SHA256
/// of id, timestamp and body. Newer versions of GitLab send it, and the gateway signs its own outgoing deliveries with
/// it.
package struct StandardWebhookSignature: Sendable, Redacted {
    private let key: SymmetricKey

    /// The optional prefix of a secret.
    package static let secretPrefix = "whsec_"
    /// The key lengths that the specification allows, in bytes.
    package static let keyLengths = 24...64
    /// The maximum difference between a delivery's timestamp and the current time: five minutes, as in the
    /// specification's libraries.
    package static let tolerance = Duration.seconds(300)
    private static let version = "v1,"

    /// Parses a secret, with or without its prefix; nil if it is not a secret of this kind.
    package init?(secret: String) {
        let text = secret.hasPrefix(Self.secretPrefix) ? secret.dropFirst(Self.secretPrefix.count) : secret[...]
        guard let key = Base64.decoded(text), Self.keyLengths.contains(key.count) else { return nil }
        self.key = SymmetricKey(data: key)
    }

    /// The secret in its human-readable form: the prefix and the key in Base64.
    package static func secret(of key: some Sequence<UInt8>) -> String { secretPrefix + Base64.encoded(key) }

    /// The signature of a delivery, as sent in the header `webhook-signature`.
    /// - Parameter timestamp: Unix seconds.
    package func signature(id: String, timestamp: String, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return Self.version + Base64.encoded(code.finalize())
    }

    /// Whether one of the signatures in a header matches the delivery, and whether its timestamp is within
    /// ``tolerance``. The encoded texts are compared, so that only the canonical encoding of a signature is valid.
    package func isValid(_ signatures: String, id: String, timestamp: String, body: [UInt8], now: Timestamp) -> Bool {
        guard !id.isEmpty, let seconds = Int64(timestamp) else { return false }
        let (distance, overflow) = seconds.subtractingReportingOverflow(now.seconds)
        guard !overflow, distance.magnitude <= Self.tolerance.components.seconds.magnitude else { return false }
        let wanted = Array(signature(id: id, timestamp: timestamp, body: body).utf8)
        var isValid = false
        for candidate in signatures.split(separator: " ") where ConstantTime.areEqual(Array(candidate.utf8), wanted) {
            isValid = true
        }
        return isValid
    }
}
