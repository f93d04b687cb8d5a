import Foundation
import Primitives

extension Timestamp {
    /// The moment as Foundation knows it.
    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1e6) }

    /// A moment of Foundation's.
    init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())) }
}
