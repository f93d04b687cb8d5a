import Foundation
import Primitives

extension Timestamp {
    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1e6) }

    init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())) }
}
