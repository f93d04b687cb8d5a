/// Finds commit ids, because GitLab adds a note to a commit when a ticket mentions its id
/// ([references](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
///
/// One guard is not enough: GitLab also recognises a prefix of an id, so the rest of a longer word could name another
/// commit. The guards leave no part that is long enough to be an id.
struct CommitIDScanner {
    let signs: SignReader

    /// The lengths that GitLab recognises, in digits.
    static let shortest = 7
    private static let longest = 40
    /// The two digits of a percent-encoded `@` before an id, which look like a part of it when they are not decoded.
    private static let encodedSign = 2

    /// Returns the ends of the parts that the id at `start` has to be split into; empty if no id begins there. Words of
    /// only digits or only letters are left alone: almost all of them are numbers or ordinary words.
    func ends(at start: Int) -> [Int] {
        let scalars = signs.scalars
        let isBoundary = start == 0 || !scalars[start - 1].isLetterOrDigit
        let inText = isBoundary ? ends(at: start, reading: signs.character) : []
        guard inText.isEmpty, signs.percentEncoding, isBoundary || scalars[start] == "%" else { return inText }
        return ends(at: start, reading: signs.sign)
    }

    private func ends(at start: Int, reading: (Int) -> (scalar: Unicode.Scalar, end: Int)) -> [Int] {
        let scalars = signs.scalars
        let most = start > 0 && scalars[start - 1] == "%" ? Self.longest + Self.encodedSign : Self.longest
        var ends: [Int] = [], partStart = start, position = start
        var count = 0, hasDigit = false, hasLetter = false
        while position < scalars.count, count <= most {
            let (sign, end) = reading(position)
            guard sign.isHexDigit else { break }
            if end - partStart >= Self.shortest, position > partStart {
                ends.append(position)
                partStart = position
            }
            if sign.isDigit { hasDigit = true } else { hasLetter = true }
            (count, position) = (count + 1, end)
        }
        guard (Self.shortest...most).contains(count), hasDigit, hasLetter,
            position == scalars.count || !scalars[position].isLetterOrDigit
        else { return [] }
        return ends + [position]
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }

    var isHexDigit: Bool {
        switch self {
        case "0"..."9", "A"..."F", "a"..."f": true
        default: false
        }
    }
}
