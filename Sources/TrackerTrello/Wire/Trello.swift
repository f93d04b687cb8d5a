import Primitives

/// What Trello's REST API sends: the wire types are nested here, each beside the file that converts it into neutral
/// types.
///
/// Every wire type decodes leniently (`init(_: WireObject)`): which fields an object has depends on where it stands.
enum Trello {
    /// How long a card's description, a comment or a name may be, in UTF-16 units
    /// ([cards](https://developer.atlassian.com/cloud/trello/rest/api-group-cards/)).
    static let maximumTextLength = 16384

    /// When the object of an identifier was made: the first four of its twelve bytes are Unix seconds
    /// ([object ids](https://support.atlassian.com/trello/docs/getting-the-time-a-card-or-board-was-created/)).
    static func creation(of id: String) -> Timestamp? {
        guard id.isTrelloID, let seconds = Int64(id.prefix(8), radix: 16) else { return nil }
        return Timestamp(seconds: seconds)
    }
}

extension String {
    /// Whether it is an identifier of Trello's: twelve bytes in lower-case hexadecimal.
    var isTrelloID: Bool {
        utf8.count == 24
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    /// Whether it is the short name of a board or card in its address: eight letters and digits.
    var isShortLink: Bool { utf8.count == 8 && utf8.allSatisfy(\.isLetterOrDigit) }

    /// Whether it may be the login of an account: letters, digits and underscores.
    var isTrelloUsername: Bool {
        !isEmpty && utf8.count <= 100 && utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// Nil when empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension UInt8 {
    /// Whether it is one of `0` to `9`, `A` to `Z`, `a` to `z`.
    var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
