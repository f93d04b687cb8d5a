import Crypto
import Primitives
import TrackerKit

extension GlitchTip {
    /// Shows that an event was sent by the gateway. A project's DSN is public, so anybody may send an event that says
    /// to have made a ticket, and give a ticket a title and text by that.
    ///
    /// The proof is an HMAC (RFC 2104) of the event's identifier, which a server takes once, and of the marker, by the
    /// connection's signing key. That key stays when the token is replaced, so that the tickets that were made before
    /// keep their titles and texts. A connection from before there were such keys signs with its token, and takes the
    /// token along as its key when that is replaced.
    struct CreationProof: Sendable {
        private let key: SymmetricKey

        /// The proof of a connection.
        init(key: String) {
            self.key = SymmetricKey(data: SHA256.hash(data: Array("ticket-gateway creation proof\n\(key)".utf8)))
        }

        /// The proof of an event, in hexadecimal.
        func text(id: String, marker: String) -> String {
            Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Self.message(id, marker), using: key))
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
