import Testing

/// `#expect(found == expected)` for what is found by a mutating call, which the macro can't take.
func check<Value: Equatable>(_ found: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found == expected, sourceLocation: sourceLocation)
}
