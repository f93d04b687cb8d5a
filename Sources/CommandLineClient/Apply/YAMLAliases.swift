/// Looks for aliases in YAML before it is parsed: with them a small file grows without end, and it is the parser that never comes back.
enum YAMLAliases {
    /// Whether some `*name` stands for an `&name`. A text that holds both for other reasons is not told from it.
    static func areUsed(in text: String) -> Bool {
        let anchors = names(after: UInt8(ascii: "&"), in: text)
        return !anchors.isEmpty && !anchors.isDisjoint(with: names(after: UInt8(ascii: "*"), in: text))
    }

    /// The names after a sign that stands where a value may begin (YAML 1.2.2, section 6.9.2).
    private static func names(after sign: UInt8, in text: String) -> Set<String> {
        var names: Set<String> = []
        let bytes = Array(text.utf8)
        for (place, byte) in bytes.enumerated() where byte == sign && (place == 0 || beginsValue(after: bytes[place - 1])) {
            let name = bytes[(place + 1)...].prefix { !endsName($0) }
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
        }
        return names
    }

    private static func beginsValue(after byte: UInt8) -> Bool { byte <= 0x20 || "[{,:-?\"'".utf8.contains(byte) }
    private static func endsName(_ byte: UInt8) -> Bool { byte <= 0x20 || ",[]{}".utf8.contains(byte) }
}
