extension GitHub {
    /// Where an issue is, as read from one of its addresses: `…/repos/OWNER/NAME/issues/7`.
    struct IssueAddress: Sendable, Hashable {
        /// `OWNER/NAME`.
        var repository: String
        /// The number.
        var number: String

        /// Reads an address; nil when it is none of an issue.
        init?(_ url: String) {
            let parts = url.prefix { $0 != "#" && $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count >= 4, parts[parts.count - 2] == "issues",
                parts[parts.count - 1].allSatisfy(\.isASCIIDigit)
            else {
                return nil
            }
            repository = "\(parts[parts.count - 4])/\(parts[parts.count - 3])"
            number = String(parts[parts.count - 1])
        }
    }
}

extension Character {
    /// Whether it is one of `0` to `9`.
    var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
