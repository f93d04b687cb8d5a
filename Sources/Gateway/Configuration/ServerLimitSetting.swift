import HTTPServer

/// A variable for one field of `ServerLimits`. Its default is that of the field, so that each number is defined in one
/// place.
struct ServerLimitSetting: Sendable {
    /// The field, by the kind of its value.
    enum Field: Sendable {
        case count(any WritableKeyPath<ServerLimits, Int> & Sendable)
        case bytes(any WritableKeyPath<ServerLimits, Int> & Sendable)
        case time(any WritableKeyPath<ServerLimits, Duration> & Sendable)
    }

    let name: String
    let field: Field
    let meaning: String

    init(_ name: String, _ field: Field, meaning: String) {
        self.name = name
        self.field = field
        self.meaning = meaning
    }

    /// The maximum value of a count. More is assumed to be a typing error.
    private static let largestCount = 1_000_000
    private static let defaults = ServerLimits()

    var description: SettingDescription {
        switch field {
        case .count(let path): count(path).description
        case .bytes(let path): bytes(path).description
        case .time(let path): time(path).description
        }
    }

    /// Reads the variable into its field. false if it has a problem.
    func read(into limits: inout ServerLimits, from reader: inout SettingReader) -> Bool {
        switch field {
        case .count(let path): Self.set(&limits[keyPath: path], reader.value(count(path)))
        case .bytes(let path): Self.set(&limits[keyPath: path], reader.value(bytes(path)))
        case .time(let path): Self.set(&limits[keyPath: path], reader.value(time(path)))
        }
    }

    private static func set<Value>(_ target: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }

    private func count(_ path: KeyPath<ServerLimits, Int>) -> Setting<Int> {
        Setting(
            name, syntax: .integer(0...Self.largestCount), standard: String(Self.defaults[keyPath: path]),
            meaning: meaning)
    }

    private func bytes(_ path: KeyPath<ServerLimits, Int>) -> Setting<Int> {
        Setting(
            name, syntax: .byteCount, standard: SettingText.byteCount(Self.defaults[keyPath: path]), meaning: meaning)
    }

    private func time(_ path: KeyPath<ServerLimits, Duration>) -> Setting<Duration> {
        Setting(
            name, syntax: .duration(), standard: SettingText.duration(Self.defaults[keyPath: path]), meaning: meaning)
    }
}

/// Formats values as an operator would write them.
enum SettingText {
    /// With the largest unit that divides the number, such as `16KiB`.
    static func byteCount(_ bytes: Int) -> String {
        let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        guard let (factor, unit) = units.first(where: { bytes >= $0.0 && bytes % $0.0 == 0 }) else {
            return String(bytes)
        }
        return "\(bytes / factor)\(unit)"
    }

    /// In seconds, or in milliseconds if it is not a whole number of seconds.
    static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return attoseconds == 0 ? "\(seconds)s" : "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms"
    }
}
