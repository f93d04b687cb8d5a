/// Comparisons whose time tells nothing about where two secrets differ.
package enum ConstantTime {
    /// Whether two byte strings are equal. Only their lengths show in the time that it takes.
    package static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (first, second) in zip(left, right) { difference |= first ^ second }
        return difference == 0
    }
}
