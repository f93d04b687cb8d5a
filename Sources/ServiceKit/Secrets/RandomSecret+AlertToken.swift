import Primitives

extension RandomSecret {
    /// The length of an alert token in bytes: that of the tokens that clients of the Alerts v1 API have.
    private static let alertTokenBytes = 16

    /// Generates an alert token: 128 random bits in hexadecimal.
    package static func alertToken() -> RandomSecret {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<alertTokenBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return RandomSecret(text: Hexadecimal.text(bytes))
    }

    /// Whether a string has the format of an alert token.
    package static func isAlertToken(_ text: String) -> Bool {
        text.utf8.count == 2 * alertTokenBytes && text.utf8.allSatisfy { $0.hexadecimalValue != nil }
    }
}
