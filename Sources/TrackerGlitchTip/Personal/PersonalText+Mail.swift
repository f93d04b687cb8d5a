/// E-mail addresses ([RFC 5322](https://www.rfc-editor.org/rfc/rfc5322#section-3.4); [RFC
/// 6531](https://www.rfc-editor.org/rfc/rfc6531) for other alphabets).
extension PersonalText {
    /// Whether the whole text is an e-mail address or a list of them.
    mutating func isEmailAddresses() -> Bool {
        if byte(at: count - 1) == UInt8(ascii: ">"), let open = last(in: all, where: { $0 == UInt8(ascii: "<") }),
            emailAddress(in: open..<count) != nil
        {
            return true
        }
        let parts = parts(of: all) { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: " ") }
        guard !parts.isEmpty else { return false }
        for part in parts {
            guard emailAddress(in: part) != nil, scheme(in: part) == nil else { return false }
        }
        return true
    }

    /// The first e-mail address in a range. Excluded are releases (`shop@1.4.2`), whose last part has no letters,
    /// repositories (`git@host.example:path`) and files (`icon@2x.png`, `react@beta.js`).
    mutating func emailAddress(in range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        while start < range.upperBound {
            let sign = first(in: start..<range.upperBound) { $0 == UInt8(ascii: "@") }
            guard sign < range.upperBound else { return nil }
            // Each byte before an `@` is read only once: the scan back ends at the previous `@`.
            var local = sign
            while local > start, let byte = byte(at: local - 1), Self.isLocal(byte) { local -= 1 }
            if local < sign, let end = host(in: sign + 1..<range.upperBound, of: local..<sign) { return local..<end }
            start = sign + 1
        }
        return nil
    }

    /// The end of an e-mail address's host, which the range starts with; nil if there is none.
    private mutating func host(in range: Range<Int>, of local: Range<Int>) -> Int? {
        guard byte(at: range.lowerBound) != UInt8(ascii: "[") else {
            let close = first(in: range) {
                $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: " ")
            }
            return close < range.upperBound && byte(at: close) == UInt8(ascii: "]") ? close + 1 : nil
        }
        let end = first(in: range) { !Self.isLabel($0) && $0 != UInt8(ascii: ".") }
        let host = range.lowerBound..<end
        let next = end < range.upperBound ? byte(at: end) : nil
        let isPath = next == UInt8(ascii: ":") || next == UInt8(ascii: "/")
        if isPath, local.count <= 3, Self.repositories.contains(lowercased(local)) { return nil }
        let labels = parts(of: host) { $0 == UInt8(ascii: ".") }
        guard let last = labels.last, last.lowerBound > host.lowerBound || labels.count == 1 else { return nil }
        let ending = lowercased(last)
        if labels.count == 1 { return ending == "localhost" ? end : nil }
        guard labels[0].lowerBound == host.lowerBound, !areApart(labels) else { return nil }
        let isVersion = labels.count > 2 && startsWithDigit(labels[0]) && startsWithDigit(labels[1])
        guard !isVersion, !Self.fileEndings.contains(ending) else { return nil }
        let isName = first(in: last) { !Self.isLetter($0) } == last.upperBound
        return last.count >= 2 && (isName || ending.hasPrefix("xn--")) ? last.upperBound : nil
    }

    /// Whether there is an empty label between two others.
    private func areApart(_ labels: [Range<Int>]) -> Bool {
        zip(labels, labels.dropFirst()).contains { $0.upperBound + 1 != $1.lowerBound }
    }

    private mutating func startsWithDigit(_ label: Range<Int>) -> Bool {
        byte(at: label.lowerBound).map(Self.isDigit) ?? false
    }

    /// Shared accounts for reading repositories.
    private static let repositories: Set<String> = ["git", "hg", "svn"]
    /// Extensions of files whose names may contain `@`. None is a top-level domain.
    private static let fileEndings: Set<String> = [
        "js", "jsx", "ts", "tsx", "mjs", "cjs", "css", "json", "html", "vue", "png", "jpg", "jpeg", "gif", "svg",
        "webp",
    ]
    private static let localSigns = Set("._%+-!#$&'*=?^`{|}~\"".utf8)

    private static func isLocal(_ byte: UInt8) -> Bool { isWord(byte) || localSigns.contains(byte) }
    private static func isLabel(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: "-") }
}
