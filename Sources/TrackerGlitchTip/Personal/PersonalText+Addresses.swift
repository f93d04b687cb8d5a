/// URLs and paths.
extension PersonalText {
    /// Whether the text contains a URL with a query or login, or a path with a query.
    mutating func containsRevealingURL() -> Bool {
        if isAddress(all), holdsQuery(all) { return true }
        return words(in: all).contains { isRevealing($0) }
    }

    /// The parts between spaces, quotes and brackets.
    private mutating func words(in range: Range<Int>) -> [Range<Int>] {
        parts(of: range) { Self.quotes.contains($0) }
    }

    private static let quotes = Set(" <>\"'()".utf8).union([separator])

    /// `https://host/…`, `jdbc:mysql://host/…`, or a path.
    private mutating func isAddress(_ range: Range<Int>) -> Bool {
        if byte(at: range.lowerBound) == UInt8(ascii: "/") { return !range.isEmpty }
        guard let first = byte(at: range.lowerBound), Self.isLetter(first) else { return false }
        let end = self.first(in: range) { !Self.isWord($0) && !Self.schemeSigns.contains($0) }
        // The search passed the scheme's colon, since it is one of `schemeSigns`.
        return isScheme(at: end - 1, in: range)
    }

    private static let schemeSigns = Set("+-.:".utf8)

    /// Whether a word contains a query, a fragment in the form of a query, or a login before the host. `what?` does
    /// not.
    private mutating func isRevealing(_ word: Range<Int>) -> Bool {
        if !logins(in: word).isEmpty || (isAddress(word) && holdsQuery(word)) { return true }
        let mark = first(in: word, where: Self.isMark)
        guard mark + 1 < word.upperBound else { return false }
        let query = mark + 1..<word.upperBound
        let sign = first(in: query) { $0 == UInt8(ascii: "=") }
        let hasSign = sign < query.upperBound
        let isQuestion = byte(at: mark) == UInt8(ascii: "?")
        if isQuestion, hasSign, sign > query.lowerBound { return true }
        let looksLikePath =
            first(in: word.lowerBound..<mark) { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") } < mark
        return looksLikePath && (isQuestion || hasSign)
    }

    /// Whether a URL has a query, or a fragment in the form of a query. A fragment without `=` is an anchor.
    private mutating func holdsQuery(_ address: Range<Int>) -> Bool {
        if holds(UInt8(ascii: "?"), in: address) { return true }
        let fragment = first(in: address) { $0 == UInt8(ascii: "#") }
        return holds(UInt8(ascii: "="), in: fragment..<address.upperBound)
    }

    /// The logins of a word, each with its `@`: the part between `//` and the last `@` before the path. A password may
    /// contain characters that end a host; the login then ends at the last `@` of the word.
    private mutating func logins(in word: Range<Int>) -> [Range<Int>] {
        guard let lastSign = last(in: word, where: { $0 == UInt8(ascii: "@") }) else { return [] }
        var logins: [Range<Int>] = [], start = word.lowerBound
        if byte(at: start) == UInt8(ascii: "/"), byte(at: start + 1) == UInt8(ascii: "/"), start + 2 < lastSign,
            let login = login(in: start + 2..<word.upperBound, lastSign)
        {
            logins.append(login)
            start = login.upperBound
        }
        while start < lastSign, let scheme = scheme(in: start..<lastSign) {
            start = scheme + 3
            guard let login = login(in: start..<word.upperBound, lastSign) else { continue }
            logins.append(login)
            start = login.upperBound
        }
        return logins
    }

    /// - Parameter lastSign: The last `@` of the word.
    private mutating func login(in range: Range<Int>, _ lastSign: Int) -> Range<Int>? {
        let end = first(in: range) { Self.isMark($0) || $0 == UInt8(ascii: "/") }
        let authority = range.lowerBound..<end
        if let sign = last(in: authority, where: { $0 == UInt8(ascii: "@") }) {
            return sign > range.lowerBound ? range.lowerBound..<sign + 1 : nil
        }
        // A colon starts a port or a password.
        let colon = first(in: authority) { $0 == UInt8(ascii: ":") }
        guard lastSign > end, colon + 1 < end, byte(at: range.lowerBound) != UInt8(ascii: "["),
            first(in: colon + 1..<end, where: { !Self.isDigit($0) }) < end
        else { return nil }
        return range.lowerBound..<lastSign + 1
    }

    private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }
}

/// The parts to remove from URLs and paths.
extension PersonalText {
    /// A part to remove.
    struct Removal: Sendable, Hashable {
        var range: Range<Int>
        var replacement = ""
    }

    /// The queries, logins and e-mail addresses in a text that may be or contain a URL or path.
    /// - Parameter known: Whether the text is known to be a URL or path.
    mutating func removals(isAddress known: Bool) -> [Removal] {
        var end = count
        let verb = first(in: all) { !Self.isUppercase($0) }
        let rest = first(in: verb..<count) { $0 != UInt8(ascii: " ") }
        if known || isAddress(all) {
            end = mark(in: all)
        } else if rest > 0, isAddress(rest..<count) {
            // A query may contain spaces: all text after a URL that stands alone or follows an HTTP method belongs to
            // it.
            end = mark(in: rest..<count)
        }
        var queries: [Range<Int>] = [], logins: [Range<Int>] = []
        for word in parts(of: 0..<end, separatedBy: { $0 == UInt8(ascii: " ") }) where isRevealingWithin(word) {
            let mark = mark(in: word)
            logins += self.logins(in: word.lowerBound..<mark)
            guard mark < word.upperBound else { continue }
            queries.append(mark..<word.upperBound)
            // The same applies to a path without a host at the start: `basket?name=Ada Lovelace`.
            if word.lowerBound == rest, scheme(in: word) == nil {
                end = mark
                break
            }
        }
        if end < count { queries.append(end..<count) }
        return (queries + logins).map { Removal(range: $0) } + mails(in: 0..<end, outside: logins)
    }

    /// Where the query or fragment of a URL starts. `?` and `#` in a password do not count.
    private mutating func mark(in address: Range<Int>) -> Int {
        let mark = first(in: address, where: Self.isMark)
        guard mark < address.upperBound else { return mark }
        let blank = first(in: mark..<address.upperBound) { $0 == UInt8(ascii: " ") }
        guard let login = logins(in: address.lowerBound..<blank).first, login.contains(mark) else { return mark }
        return first(in: login.upperBound..<address.upperBound, where: Self.isMark)
    }

    private mutating func isRevealingWithin(_ blank: Range<Int>) -> Bool {
        if isRevealing(blank) { return true }
        return words(in: blank).contains { isRevealing($0) }
    }

    /// The e-mail addresses in a range. The text after a login is a host.
    private mutating func mails(in range: Range<Int>, outside logins: [Range<Int>]) -> [Removal] {
        var mails: [Removal] = [], start = range.lowerBound
        for limit in logins.filter({ $0.upperBound <= range.upperBound }) + [range.upperBound..<range.upperBound] {
            while start < limit.lowerBound, let mail = emailAddress(in: start..<limit.lowerBound) {
                mails.append(Removal(range: mail, replacement: "…"))
                start = mail.upperBound
            }
            start = limit.upperBound
        }
        return mails
    }
}
