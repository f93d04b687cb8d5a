import Crypto
import TrackerKit

extension GlitchTip {
    /// Shows that an event was sent by the gateway. A project's DSN is public, so anybody may send an event that says to have made a ticket, and
    /// give a ticket a title and text by that.
    ///
    /// The proof is an HMAC (RFC 2104) of the event's identifier, which a server takes once, and of the marker, by a key that follows from the
    /// connection's token. When the token is replaced, the tickets that were made before show their issue's own title, and their text as it
    /// stands, not as Markdown.
    struct CreationProof: Sendable {
        private let key: SymmetricKey

        /// The proof of a connection.
        init(token: String) {
            key = SymmetricKey(data: SHA256.hash(data: Array("ticket-gateway creation proof\n\(token)".utf8)))
        }

        /// The proof of an event, in hexadecimal.
        func text(id: String, marker: String) -> String {
            HMAC<SHA256>.authenticationCode(for: Self.message(id, marker), using: key)
                .map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        }

        /// Whether a text is the proof of an event.
        func isShown(by shown: String, id: String, marker: String) -> Bool {
            ConstantTime.areEqual(Array(shown.utf8), Array(text(id: id, marker: marker).utf8))
        }

        /// Servers show identifiers with hyphens or without.
        private static func message(_ id: String, _ marker: String) -> [UInt8] {
            Array("\(id.filter { $0 != "-" }.lowercased())\n\(marker)".utf8)
        }
    }
}
