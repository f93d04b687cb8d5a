extension JSONParser {
    /// Parses a number (RFC 8259, section 6).
    mutating func number() throws(JSONError) -> JSON {
        let start = position
        if try peek() == UInt8(ascii: "-") { position += 1 }
        try integerPart(from: start)
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits(from: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits(from: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw JSONError(.invalidNumber, at: start) }
        return .number(value)
    }

    private mutating func integerPart(from start: Int) throws(JSONError) {
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        if bytes[position] == UInt8(ascii: "0") {
            position += 1
            if position < bytes.count, isDigit(bytes[position]) { throw JSONError(.invalidNumber, at: start) }
        } else {
            guard isDigit(bytes[position]) else {
                throw JSONError(position == start ? .unexpectedByte : .invalidNumber, at: start)
            }
            try digits(from: start)
        }
    }

    private mutating func digits(from start: Int) throws(JSONError) {
        let first = position
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
        guard position > first else { throw JSONError(.invalidNumber, at: start) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Parses a string (RFC 8259, section 7). Runs without escapes are copied as a whole.
    mutating func string() throws(JSONError) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: position) }
        position += 1
        let start = position
        skipPlain()
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try validated(bytes[start..<position], at: start)
        }
        var unescaped = Array(bytes[start..<position])
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                position += 1
                return try unescaped.withUnsafeBufferPointer { Result(validating: $0, at: start) }.get()
            case UInt8(ascii: "\\"): try escape(into: &unescaped)
            default: throw JSONError(.invalidString, at: position)
            }
            let run = position
            skipPlain()
            unescaped.append(contentsOf: bytes[run..<position])
        }
    }

    /// Skips bytes that need no processing: anything except quotation marks, backslashes and control characters.
    private mutating func skipPlain() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            position += 1
        }
    }

    private func validated(_ slice: Slice<UnsafeBufferPointer<UInt8>>, at start: Int) throws(JSONError) -> String {
        try Result(validating: UnsafeBufferPointer(rebasing: slice), at: start).get()
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"):
            output.append(contentsOf: UTF8.encode(try unicodeEscape(from: start)) ?? UTF8.encodedReplacementCharacter)
        default: throw JSONError(.invalidString, at: start)
        }
    }

    /// Parses `\uXXXX`, and the second half of a surrogate pair if it is a first half.
    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw JSONError(.invalidString, at: start) }
        position += 2
        let second = try hexadecimal(from: start)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONError(.invalidString, at: start) }
        return scalar
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard let digit = bytes[position].hexadecimalValue else { throw JSONError(.invalidString, at: start) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

extension Result where Success == String, Failure == JSONError {
    init(validating bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .success(text)
        } else {
            self = .failure(JSONError(.invalidUTF8, at: offset))
        }
    }
}
