import Primitives

/// Conversions between numbers and texts as in ECMAScript.
enum NumberText {
    /// `Number::toString` (ECMA-262, section 6.1.6.1.20), with the fewest digits that represent the same number.
    static func text(of number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
        guard number != 0 else { return "0" }
        let (digits, point) = decimal(number.magnitude)
        return (number < 0 ? "-" : "") + layout(digits, point)
    }

    private static func layout(_ digits: String, _ point: Int) -> String {
        let count = digits.count
        switch point {
        case count...21 where point >= count: return digits + zeros(point - count)
        case 1...21: return "\(digits.prefix(point)).\(digits.dropFirst(point))"
        case -5...0: return "0." + zeros(-point) + digits
        default:
            let fraction = count > 1 ? ".\(digits.dropFirst())" : ""
            return "\(digits.prefix(1))\(fraction)e\(point > 0 ? "+" : "-")\((point - 1).magnitude)"
        }
    }

    /// The decimal digits without leading and trailing zeros, and the position of the decimal point relative to the
    /// first digit.
    private static func decimal(_ number: Double) -> (digits: String, point: Int) {
        let parts = number.description.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        var digits = Substring(mantissa[0] + (mantissa.count > 1 ? mantissa[1] : ""))
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.first == "0" { digits.removeFirst(); point -= 1 }
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), point)
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

    /// `StringToNumber` (7.1.4.1): the whole text without surrounding white space; an empty text is 0.
    static func number(_ text: String) -> Double {
        let text = trimmed(text)
        if text.isEmpty { return 0 }
        let bytes = Array(text.utf8)
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let radix = radix(bytes[1]) {
            return integer(bytes.dropFirst(2), radix)
        }
        return prefixLength(bytes) == bytes.count ? leadingNumber(text) : .nan
    }

    /// The number at the beginning of a text after white space; NaN if there is none.
    static func leadingNumber(_ text: String) -> Double {
        let bytes = Array(trimmed(text).utf8)
        let number = String(decoding: bytes.prefix(prefixLength(bytes)), as: UTF8.self)
        if number.hasSuffix("Infinity") { return number.hasPrefix("-") ? -.infinity : .infinity }
        return Double(number) ?? .nan
    }

    /// The length of the `StrDecimalLiteral` at the beginning; 0 if there is none.
    private static func prefixLength(_ bytes: [UInt8]) -> Int {
        var end = sign(bytes, 0)
        if bytes[end...].starts(with: "Infinity".utf8) { return end + 8 }
        let whole = digits(bytes, end), start = end
        end = whole
        var count = whole - start
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            let fraction = digits(bytes, end + 1)
            count += fraction - end - 1
            end = fraction
        }
        guard count > 0 else { return 0 }
        guard end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") else { return end }
        let exponent = sign(bytes, end + 1), last = digits(bytes, exponent)
        return last > exponent ? last : end
    }

    private static func sign(_ bytes: [UInt8], _ index: Int) -> Int {
        index < bytes.count && (bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"))
            ? index + 1 : index
    }

    private static func digits(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] &- 0x30 < 10 { end += 1 }
        return end
    }

    private static func radix(_ letter: UInt8) -> Int? {
        switch letter | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    private static func integer(_ digits: ArraySlice<UInt8>, _ radix: Int) -> Double {
        var value = 0.0
        for digit in digits {
            guard let digit = digit.hexadecimalValue.map(Int.init), digit < radix else { return .nan }
            value = value * Double(radix) + Double(digit)
        }
        return value
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else {
            return ""
        }
        return String(scalars[first...last])
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }
}
