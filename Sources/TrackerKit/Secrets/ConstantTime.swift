/// Comparisons that are safe against timing attacks.
package enum ConstantTime {
    /// Whether two byte strings are equal. The time it takes depends only on their lengths.
    package static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (first, second) in zip(left, right) { difference |= first ^ second }
        return difference == 0
    }
}
