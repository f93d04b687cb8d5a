import Models
import Primitives
import Testing

@testable import Documents

/// The arguments of a list of the Alerts API.
struct AlertArgumentsTests {
    private static let known = ["mfbt": true, "cantina": true, "off": false]

    private static func filter(_ items: KeyValuePairs<String, String>) throws(AlertRefusal) -> AlertFilter {
        try AlertArguments(items.map { (name: $0.key, value: $0.value) }).filter(known: known)
    }

    private static func errors(_ items: KeyValuePairs<String, String>) -> AlertFieldErrors? {
        do {
            _ = try filter(items)
            return nil
        } catch {
            if case .invalid(let errors) = error { return errors }
            return nil
        }
    }

    private static func messages(_ items: KeyValuePairs<String, String>) -> [String: [String]] {
        Dictionary(uniqueKeysWithValues: (errors(items)?.fields ?? []).map { ($0.name, $0.messages) })
    }

    @Test func `flavors are exact slugs, separated by commas`() throws {
        #expect(try Self.filter(["flavors": "mfbt"]).flavors == ["mfbt"])
        #expect(try Self.filter(["flavors": " mfbt,cantina "]).flavors == ["mfbt", "cantina"])
        #expect(Self.messages([:]) == ["flavors": ["This field is required."]])
        #expect(Self.messages(["flavors": " "]) == ["flavors": ["This field may not be blank."]])
        #expect(Self.messages(["flavors": "mfbt, off,"]).values.first?.count == 2)
    }

    @Test func `each flavor that cannot be used is named, in order`() {
        let errors = Self.errors(["flavors": "x,off,mfbt,Y"])
        #expect(
            errors?.fields.first?.messages
                == [
                    "Flavor \"x\" does not exist.", "Flavor \"off\" is disabled.", "Flavor \"Y\" does not exist.",
                ])
        #expect(errors?.namesUnknownFlavor == true)
        #expect(Self.errors(["flavors": "off"])?.namesUnknownFlavor == false)
    }

    @Test func `max is 100, at least 1, and at most 10000`() throws {
        #expect(try Self.filter(["flavors": "mfbt"]).limit == 100)
        #expect(try Self.filter(["flavors": "mfbt", "max": ""]).limit == 100)
        #expect(try Self.filter(["flavors": "mfbt", "max": "5.0"]).limit == 5)
        #expect(try Self.filter(["flavors": "mfbt", "max": "10001"]).limit == 10_000)
        #expect(try Self.filter(["flavors": "mfbt", "max": "99999999999999999999"]).limit == 10_000)
        #expect(try Self.filter(["flavors": "mfbt", "max": "1", "max": "2"]).limit == 2)
        for value in ["0", "-1", "-99999999999999999999"] {
            #expect(
                Self.messages(["flavors": "mfbt", "max": value])
                    == ["max": ["Ensure this value is greater than or equal to 1."]])
        }
        #expect(Self.messages(["flavors": "mfbt", "max": "many"]) == ["max": ["A valid integer is required."]])
    }

    @Test func `times are read like those of an alert, and empty ones are ignored`() throws {
        let filter = try Self.filter([
            "flavors": "mfbt", "created_start": "2015-03-01T00:00:00", "created_end": "",
            "end_time_end": "2015-03-02 00:00Z",
        ])
        #expect(filter.bounds[.created] == AlertFilter.Bounds(start: Timestamp("2015-03-01T00:00:00Z")))
        #expect(filter.bounds[.endTime]?.end == Timestamp("2015-03-02T00:00:00Z"))
        #expect(Self.messages(["flavors": "mfbt", "start_time_end": "2015-03-01"]).keys.sorted() == ["start_time_end"])
    }

    @Test func `all invalid arguments are reported at once, and only then unknown ones and wrong orders`() {
        let all = Self.messages(["flavors": "x", "max": "0", "created_end": "z", "foo": "1"])
        #expect(all.keys.sorted() == ["created_end", "flavors", "max"])
        let late = "2015-03-02T00:00:00", early = "2015-03-01T00:00:00"
        #expect(
            Self.messages(["flavors": "mfbt", "foo": "1", "bar": "", "created_start": late, "created_end": early])
                == ["non_field_errors": ["\"foo\" is not a valid argument.", "\"bar\" is not a valid argument."]])
        #expect(
            Self.messages([
                "flavors": "mfbt", "created_start": late, "created_end": early, "start_time_start": late,
                "start_time_end": early,
            ]) == [
                "non_field_errors": [
                    "start_time_start must occur before start_time_end.",
                    "created_start must occur before created_end.",
                ]
            ])
        #expect(Self.messages(["flavors": "mfbt", "created_start": late, "created_end": late]) == [:])
    }
}
