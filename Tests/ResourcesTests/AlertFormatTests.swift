import HTTPKit
import HTTPTypes
import Primitives
import Testing

@testable import Resources

struct AlertFormatTests {
    private static func indent(_ accept: String?) -> Int? {
        var fields = HTTPFields()
        fields[.accept] = accept
        return AlertFormat(Request.test(.get, "/", headers: fields))?.indent
    }

    @Test(
        arguments: [
            (nil, 0), ("", 0), ("*/*", 0), ("application/json", 0), ("application/json; indent=4", 4),
            ("application/json;indent=20", 8), ("application/json; indent=-1", 0), ("application/json; indent=x", 0),
            ("text/html, application/*;q=0.1", 0), ("application/json, application/json; indent=2", 2),
            ("*/*; indent=4", 0), ("APPLICATION/JSON; INDENT=3", 3), ("text/html", nil), ("application/xml", nil),
        ] as [(String?, Int?)])
    func `the most specific media range decides the format`(_ row: (String?, Int?)) {
        #expect(Self.indent(row.0) == row.1, "\(row.0 ?? "none")")
    }

    @Test func `JSON is indented as Python does`() {
        let json = #"{"a":[1,{"b":"x,{\"}"},[],{}],"c":"\\","d":null}"#
        let indented = """
            {
              "a": [
                1,
                {
                  "b": "x,{\\"}"
                },
                [],
                {}
              ],
              "c": "\\\\",
              "d": null
            }
            """
        #expect(String(decoding: IndentedJSON.of(Array(json.utf8), indent: 2), as: UTF8.self) == indented)
    }
}
