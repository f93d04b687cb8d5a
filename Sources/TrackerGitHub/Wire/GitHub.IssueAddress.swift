extension GitHub {
    /// An issue's repository and number, parsed from one of its URLs: `…/repos/OWNER/NAME/issues/7`.
    struct IssueAddress: Sendable, Hashable {
        /// `OWNER/NAME`.
        var repository: String
        var number: String

        /// nil if it is not the URL of an issue.
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
    var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
