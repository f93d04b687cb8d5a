/// Indents compact JSON as Python's `json.dumps(value, indent=…)` does.
enum IndentedJSON {
    /// - Parameters:
    ///   - bytes: JSON without white space between its tokens.
    ///   - indent: The number of spaces per level.
    static func of(_ bytes: [UInt8], indent: Int) -> [UInt8] {
        var writer = Writer(indent: indent)
        writer.bytes.reserveCapacity(bytes.count * 2)
        var isInString = false
        var isEscaped = false
        var previous: UInt8 = 0
        for byte in bytes {
            if isInString {
                writer.bytes.append(byte)
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else {
                writer.token(byte, after: previous)
                isInString = byte == UInt8(ascii: "\"")
            }
            previous = byte
        }
        return writer.bytes
    }

    private struct Writer {
        let indent: Int
        var bytes: [UInt8] = []
        private var level = 0

        init(indent: Int) { self.indent = indent }

        mutating func token(_ byte: UInt8, after previous: UInt8) {
            let isClosing = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            let isAfterOpening = previous == UInt8(ascii: "{") || previous == UInt8(ascii: "[")
            if isClosing { level -= 1 }
            // Empty objects and arrays stay on one line.
            if isClosing != isAfterOpening { newLine() }
            bytes.append(byte)
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): level += 1
            case UInt8(ascii: ","): newLine()
            case UInt8(ascii: ":"): bytes.append(UInt8(ascii: " "))
            default: break
            }
        }

        private mutating func newLine() {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * indent))
        }
    }
}
