/// Two parts of the gateway were registered for the same purpose, so one of them would never be used. A fault of the
/// program that wires them.
package struct DuplicateRegistration: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of object that is registered twice, such as `a job handler`.
    package let part: String
    /// The kind that both have.
    package let kind: String

    package init(_ part: String, kind: String) {
        self.part = part
        self.kind = kind
    }

    package var description: String { "\(part) for \(kind) is registered twice" }
}

extension Dictionary {
    /// The registered parts by kind.
    /// - Throws: ``DuplicateRegistration`` if two have the same kind.
    package init(
        _ parts: some Sequence<Value>, of part: String, named name: (Key) -> String = { "\($0)" },
        by kind: (Value) -> Key
    ) throws(DuplicateRegistration) {
        self.init()
        for value in parts {
            let key = kind(value)
            guard updateValue(value, forKey: key) == nil else { throw DuplicateRegistration(part, kind: name(key)) }
        }
    }
}
