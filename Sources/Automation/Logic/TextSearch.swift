/// Substring search in linear time.
enum TextSearch {
    /// Whether a text contains another, compared byte by byte. Takes linear time (Knuth-Morris-Pratt), because both
    /// texts are untrusted.
    static func contains(_ needle: String, in haystack: String) -> Bool {
        let pattern = Array(needle.utf8)
        guard !pattern.isEmpty else { return true }
        guard pattern.count <= haystack.utf8.count else { return false }
        let borders = borders(of: pattern)
        var matched = 0
        for byte in haystack.utf8 {
            while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
            if pattern[matched] == byte { matched += 1 }
            if matched == pattern.count { return true }
        }
        return false
    }

    /// For each prefix of the pattern, the length of its longest proper suffix that is also a prefix.
    private static func borders(of pattern: [UInt8]) -> [Int] {
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[length] != pattern[index] { length = borders[length - 1] }
            if pattern[length] == pattern[index] { length += 1 }
            borders[index] = length
        }
        return borders
    }
}
