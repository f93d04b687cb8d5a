import Primitives

/// The wire types of Trello's REST API. Each is nested here, in a file of its own together with its conversion to the
/// gateway's common model.
///
/// Every wire type decodes leniently (`init(_: WireObject)`), because the fields of an object depend on the response
/// that contains it.
enum Trello {
    /// The maximum length of a card's description, a comment or a name, in UTF-16 units
    /// ([cards](https://developer.atlassian.com/cloud/trello/rest/api-group-cards/)).
    static let maximumTextLength = 16384

    /// The time at which an object was created, from its ID: the first four of its twelve bytes are Unix seconds
    /// ([object ids](https://support.atlassian.com/trello/docs/getting-the-time-a-card-or-board-was-created/)).
    static func creation(of id: String) -> Timestamp? {
        guard id.isTrelloID, let seconds = Int64(id.prefix(8), radix: 16) else { return nil }
        return Timestamp(seconds: seconds)
    }
}

extension String {
    /// Whether it is a Trello ID: twelve bytes in lower-case hexadecimal.
    var isTrelloID: Bool {
        utf8.count == 24
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    /// Whether it is the short name in the URL of a board or card: eight ASCII letters and digits.
    var isShortLink: Bool { utf8.count == 8 && utf8.allSatisfy(\.isLetterOrDigit) }

    /// Whether it is a possible username: at most 100 letters, digits and underscores.
    var isTrelloUsername: Bool {
        !isEmpty && utf8.count <= 100 && utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// nil if empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension UInt8 {
    /// Whether it is an ASCII letter or digit.
    var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
