/// Finds the identifiers of commits, to which GitLab writes that a ticket mentions them
/// ([references](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
///
/// One guard is not enough: GitLab takes the beginning of an identifier, so the rest of a longer word would name
/// another commit. Guards leave no part that is long enough.
struct CommitIDScanner {
    let signs: SignReader

    /// As long as GitLab asks for: 7 to 40 digits.
    private static let shortest = 7
    private static let longest = 40
    /// The two digits of an encoded `@` before an identifier, which read alone seem to belong to it.
    private static let encodedSign = 2

    /// Where the parts end that a word is to be divided into; empty where no identifier begins here. Words of digits or
    /// letters alone are left as they are: almost all of them are numbers and words of a language.
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
