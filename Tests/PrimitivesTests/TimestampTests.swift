import Foundation
import Primitives
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"), ("2017-09-15 16:50:55 UTC", "2017-09-15T16:50:55Z"),
        ("2018-12-06T10:30:00.000+0000", "2018-12-06T10:30:00Z"),
        ("2026-11-21 07:30:00.5+00", "2026-11-21T07:30:00.500000Z"),
        ("2026-11-21T07:30:00.123456789-01:30", "2026-11-21T09:00:00.123456Z"), ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2026-11-21T07:30:00", "2026-11-21T07:30:00Z"),
    ])
    func `the spellings of trackers and PostgreSQL are read`(text: String, expected: String) {
        #expect(Timestamp(text)?.rfc3339 == expected)
    }

    @Test(arguments: [
        "", "2023-02-29", "2026-13-01", "2026-00-10", "2026-11-21T24:00:00Z", "2026-11-21T07:30:00.Z",
        "2026-11-21T07:30:00X", "26-11-21",
        "2026-11-21T", "2026-11-21T07:30:00Zx",
    ])
    func `an invalid time is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `text and time agree with Foundation over four centuries`() {
        let formatter = ISO8601DateFormatter()
        for index in 0..<4000 {
            let seconds = Int64(index) * 3_155_760 - 6_311_520_000
            let timestamp = Timestamp(seconds: seconds)
            #expect(timestamp.rfc3339 == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
            #expect(Timestamp(timestamp.rfc3339) == timestamp)
        }
    }

    @Test(arguments: [
        "0000-12-31", "0000-01-01T00:00:00.000Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:60Z",
        "20222-01-01",
    ])
    func `a time outside the years 1 to 9999 in UTC is invalid`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test
    func
        `the first and the last moment are read and written, and what is calculated beyond them is written as they are`()
    {
        for (text, moment) in [("0001-01-01T00:00:00Z", Timestamp.earliest), ("9999-12-31T23:59:59.999999Z", .latest)] {
            #expect(Timestamp(text) == moment && moment.rfc3339 == text)
        }
        #expect((Timestamp.earliest - .seconds(60)).rfc3339 == "0001-01-01T00:00:00Z")
        #expect((Timestamp.latest + .seconds(60)).rfc3339 == "9999-12-31T23:59:59.999999Z")
    }
}
