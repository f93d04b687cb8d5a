@testable import Postgres

extension ParameterBuffer {
    /// The value at an index as text, or nil for NULL.
    func text(at index: Int) -> String? {
        let start = starts[index]
        guard start != Self.null else { return nil }
        let end = starts[(index + 1)...].first { $0 != Self.null } ?? bytes.count
        return String(decoding: bytes[start..<(end - 1)], as: UTF8.self)
    }
}
