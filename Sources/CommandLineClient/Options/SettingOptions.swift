import ArgumentParser
import Primitives

/// The settings of a connection or channel, which differ between trackers.
struct SettingOptions: ParsableArguments {
    @Option(
        help: """
            A setting of the tracker, as in name=value; docs/adapters.md lists them. On update, an empty value removes \
            the setting. Can be repeated.
            """)
    var setting: [String] = []

    /// The settings; nil if there are none. Booleans and integers are converted; other values are strings.
    func settings() throws -> JSON? {
        let pairs = try Patch.pairs(setting, of: "--setting").map { name, value -> (String, JSON) in
            if value.isEmpty { return (name, .null) }
            if let flag = Bool(value) { return (name, .bool(flag)) }
            return (name, Int64(value).map { .integer($0) } ?? .string(value))
        }
        return pairs.isEmpty ? nil : .object(Dictionary(pairs) { _, last in last })
    }
}
