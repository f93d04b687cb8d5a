import Crypto
package import Primitives

/// The signature of [Standard Webhooks
/// 1.0.0](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): HMAC-SHA256 over
/// identifier, moment and body. Newer versions of GitLab send it, and the gateway's own webhooks carry it.
package struct StandardWebhookSignature: Sendable, Redacted {
    private let key: SymmetricKey

    /// What a secret may begin with.
    package static let secretPrefix = "whsec_"
    /// How many bytes a key may have, by the specification.
    package static let keyLengths = 24...64
    /// How far the moment of a delivery may lie from now: what the specification's libraries allow.
    package static let tolerance = Duration.seconds(300)
    private static let version = "v1,"

    /// Reads a secret, with its prefix or without; nil for what is none of this kind.
    package init?(secret: String) {
        let text = secret.hasPrefix(Self.secretPrefix) ? secret.dropFirst(Self.secretPrefix.count) : secret[...]
        guard let key = Base64.decoded(text), Self.keyLengths.contains(key.count) else { return nil }
        self.key = SymmetricKey(data: key)
    }

    /// The secret of a key, as people are shown it.
    package static func secret(of key: some Sequence<UInt8>) -> String { secretPrefix + Base64.encoded(key) }

    /// The signature of a delivery, as its header holds it.
    package func signature(id: String, timestamp: String, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return Self.version + Base64.encoded(code.finalize())
    }

    /// Whether one of the signatures in a header is that of the delivery, and whether it is fresh. The texts are
    /// compared, so that no second spelling of a signature counts.
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
