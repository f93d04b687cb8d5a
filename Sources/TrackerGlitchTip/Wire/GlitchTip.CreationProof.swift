import Crypto
import Primitives
import TrackerKit

extension GlitchTip {
    /// Proves that the gateway sent an event. A project's DSN is public, so anyone can send an event that claims to
    /// have created a ticket, and thereby set a ticket's title and text.
    ///
    /// The proof is an HMAC (RFC 2104) of the marker and the event's identifier, which a server accepts once, with the
    /// connection's signing key. That key is kept when the token is replaced, so that existing tickets keep their
    /// titles and texts. A connection created before there were signing keys signs with its token; when the token is
    /// replaced, the old one becomes the signing key.
    struct CreationProof: Sendable {
        private let key: SymmetricKey

        /// - Parameter key: The connection's signing key.
        init(key: String) {
            self.key = SymmetricKey(data: SHA256.hash(data: Array("ticket-gateway creation proof\n\(key)".utf8)))
        }

        /// The proof of an event, in hexadecimal.
        func text(id: String, marker: String) -> String {
            Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Self.message(id, marker), using: key))
        }

        /// Whether a text is the proof of an event. Compares in constant time.
        func isShown(by shown: String, id: String, marker: String) -> Bool {
            ConstantTime.areEqual(Array(shown.utf8), Array(text(id: id, marker: marker).utf8))
        }

        /// Servers return identifiers with or without hyphens.
        private static func message(_ id: String, _ marker: String) -> [UInt8] {
            Array("\(id.filter { $0 != "-" }.lowercased())\n\(marker)".utf8)
        }
    }
}
