/// Addresses of pages and files.
extension PersonalData {
    /// A text that may be, or hold, the address of a page or file, without queries, logins, e-mail addresses and, if it
    /// is an address as a whole, the fragment; any other text as it is. A text that is too long to be examined is cut.
    /// - Parameter isAddress: The text is known to be an address.
    static func withoutQuery(_ text: String, isAddress: Bool = false) -> String {
        guard !PersonalText.isPlain(text) else { return text }
        let text = cut(text)
        var seen = PersonalText(text)
        let removals = seen.removals(isAddress: isAddress).sorted { $0.range.lowerBound < $1.range.lowerBound }
        let bytes = Array(text.utf8)
        var kept: [UInt8] = [], place = 0
        for removal in removals {
            let start = seen.place(of: removal.range.lowerBound), end = seen.place(of: removal.range.upperBound)
            guard end > place else { continue }
            if start > place { kept += bytes[place..<start] }
            kept += removal.replacement.utf8
            place = end
        }
        return String(decoding: kept + bytes[place...], as: UTF8.self)
    }

    /// The examined beginning of a text, without the part of an address that is cut.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > PersonalText.maximumLength else { return text }
        let beginning = Array(text.utf8.prefix(PersonalText.maximumLength))
        let end = beginning.lastIndex { " /?#".utf8.contains($0) } ?? 0
        return String(decoding: beginning[..<end], as: UTF8.self)
    }

    /// Whether a text is an e-mail address, an IP address, or a list of them, as a whole. A text that is too long to be
    /// examined is judged by its beginning.
    static func isAddressOfPerson(_ text: String, isVersion: Bool) -> Bool {
        guard !PersonalText.isPlain(text) else { return false }
        var seen = PersonalText(cut(text))
        return seen.isEmailAddresses() || (!isVersion && seen.isNetworkAddresses())
    }
}
