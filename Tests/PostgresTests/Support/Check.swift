import Testing

/// `#expect(found == expected)` for the result of a mutating call, which the macro does not support.
func check<Value: Equatable>(_ found: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found == expected, sourceLocation: sourceLocation)
}
