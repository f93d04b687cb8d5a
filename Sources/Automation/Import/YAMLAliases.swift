/// Looks for aliases in YAML: a small file can be made to grow without end with them.
public enum YAMLAliases {
    /// Whether some `*name` stands for an `&name` before it. Looked for before the text is parsed: composing alone may be what takes the time.
    public static func areUsed(in text: String) -> Bool {
        let anchors = names(after: "&", in: text)
        return !anchors.isEmpty && !anchors.isDisjoint(with: names(after: "*", in: text))
    }

    /// The names after a sign that stands where a value begins.
    private static func names(after sign: Character, in text: String) -> Set<Substring> {
        var names: Set<Substring> = []
        var rest = Substring(text)
        var before: Character = "\n"
        while let place = rest.firstIndex(of: sign) {
            if place > rest.startIndex { before = rest[rest.index(before: place)] }
            rest = rest[rest.index(after: place)...]
            let name = rest.prefix { !$0.isWhitespace && !",[]{}".contains($0) }
            if before.isWhitespace || "[{,:-?".contains(before), !name.isEmpty { names.insert(name) }
            before = sign
        }
        return names
    }
}
