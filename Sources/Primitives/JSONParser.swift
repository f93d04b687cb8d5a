extension JSON {
    /// The default limit for the nesting of arrays and objects: deeper than any tracker's payload, and shallow enough
    /// for the stack.
    package static let defaultMaximumDepth = 64

    /// Parses one JSON text (RFC 8259) strictly: rejects invalid UTF-8, duplicate names, lone surrogates and trailing
    /// bytes.
    package init(parsing bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = JSON.defaultMaximumDepth)
        throws(JSONError)
    {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.document()
    }

    /// Parses one JSON text; see ``init(parsing:maximumDepth:)-(UnsafeBufferPointer<UInt8>,_)``.
    package init(parsing bytes: [UInt8], maximumDepth: Int = JSON.defaultMaximumDepth) throws(JSONError) {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, JSONError> in
            do throws(JSONError) { return .success(try JSON(parsing: buffer, maximumDepth: maximumDepth)) } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Parses one JSON text; see ``init(parsing:maximumDepth:)-(UnsafeBufferPointer<UInt8>,_)``.
    package init(parsing text: String, maximumDepth: Int = JSON.defaultMaximumDepth) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}

/// A recursive-descent JSON parser. Recursion is bounded by `maximumDepth`.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> JSON {
        // A byte order mark is meaningless in UTF-8, and RFC 8259, section 8.1, allows parsers to ignore it. Some
        // servers and editors write one.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw JSONError(.trailingBytes, at: position) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        skipWhitespace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        try enter(depth)
        var members: [String: JSON] = [:]
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") { position += 1; return .object(members) }
        while true {
            skipWhitespace()
            let start = position
            let name = try string()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else { throw JSONError(.duplicateName, at: start) }
            guard try more(until: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        try enter(depth)
        var elements: [JSON] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") { position += 1; return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            guard try more(until: UInt8(ascii: "]")) else { return .array(elements) }
        }
    }

    /// Checks the depth, and skips the opening bracket of a container.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth < maximumDepth else { throw JSONError(.tooDeep, at: position) }
        position += 1
    }

    /// Skips the byte after an element, and returns true for a comma and false for the closing bracket.
    private mutating func more(until close: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = try peek()
        guard byte == close || byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: position) }
        position += 1
        return byte != close
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard bytes[position] == word.utf8Start[index] else { throw JSONError(.unexpectedByte, at: position) }
            position += 1
        }
        return value
    }

    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw JSONError(.unexpectedByte, at: position) }
        position += 1
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
