extension PostgresEncodable where Self: BinaryInteger {
    /// Writes decimal digits.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(String(self))
    }
}

extension PostgresDecodable where Self: FixedWidthInteger {
    package static var postgresExpectation: String { "a whole number of \(bitWidth) bits" }

    /// Parses decimal digits with an optional minus sign. nil for anything else, or on overflow.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = text[(isNegative ? 1 : 0)...]
        guard !digits.isEmpty else { return nil }
        var value: Self = 0
        for byte in digits {
            guard let digit = Self(exactly: Int(byte) - 0x30), (0...9).contains(digit) else { return nil }
            let (shifted, tooWide) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !tooWide, !overflows else { return nil }
            value = sum
        }
        self = value
    }
}

extension Int: PostgresEncodable, PostgresDecodable {}
extension Int64: PostgresEncodable, PostgresDecodable {}
extension Int32: PostgresEncodable, PostgresDecodable {}
extension Int16: PostgresEncodable, PostgresDecodable {}

extension Double: PostgresEncodable, PostgresDecodable {
    package static var postgresExpectation: String { "a number" }

    /// Writes the shortest text that round-trips. PostgreSQL also accepts Swift's `nan`, `inf` and `-inf`.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(description)
    }

    /// Parses the text of `real`, `double precision` and `numeric`.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension Bool: PostgresEncodable, PostgresDecodable {
    package static var postgresExpectation: String { "a boolean" }

    /// Writes `t` or `f`.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(self ? "t" : "f")
    }

    /// Parses `t` and `f`, the only values the server sends.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 1 else { return nil }
        switch text[0] {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: return nil
        }
    }
}
