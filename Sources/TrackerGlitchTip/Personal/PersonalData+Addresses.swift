/// URLs and paths of pages and files.
extension PersonalData {
    /// A text that may be or contain a URL or path, without queries, logins and e-mail addresses, and, if the whole
    /// text is one, without the fragment. Any other text is returned unchanged. A text too long to be examined is
    /// truncated.
    /// - Parameter isAddress: Whether the text is known to be a URL or path.
    static func withoutQuery(_ text: String, isAddress: Bool = false) -> String {
        guard !PersonalText.isPlain(text) else { return text }
        let text = cut(text)
        var seen = PersonalText(text)
        let removals = seen.removals(isAddress: isAddress).sorted { $0.range.lowerBound < $1.range.lowerBound }
        let bytes = Array(text.utf8)
        var kept: [UInt8] = [], copied = 0
        for removal in removals {
            let start = seen.offset(of: removal.range.lowerBound), end = seen.offset(of: removal.range.upperBound)
            guard end > copied else { continue }
            if start > copied { kept += bytes[copied..<start] }
            kept += removal.replacement.utf8
            copied = end
        }
        return String(decoding: kept + bytes[copied...], as: UTF8.self)
    }

    /// The beginning of a text that is examined, up to the last complete part of a URL.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > PersonalText.maximumLength else { return text }
        let beginning = Array(text.utf8.prefix(PersonalText.maximumLength))
        let end = beginning.lastIndex { " /?#".utf8.contains($0) } ?? 0
        return String(decoding: beginning[..<end], as: UTF8.self)
    }

    /// Whether the whole text is an e-mail address, an IP address, or a list of them. Only the beginning of a text too
    /// long to be examined counts.
    static func isAddressOfPerson(_ text: String, isVersion: Bool) -> Bool {
        guard !PersonalText.isPlain(text) else { return false }
        var seen = PersonalText(cut(text))
        return seen.isEmailAddresses() || (!isVersion && seen.isNetworkAddresses())
    }
}
