import Primitives
import Testing

@Suite struct PercentEncodingTests {
    @Test func `unreserved characters stay, and every other one is encoded`() {
        let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        #expect(PercentEncoding.segment(unreserved) == unreserved)
        #expect(
            PercentEncoding.segment(":/?#[]@!$&'()*+,;=% \"<>\\^`{|}")
                == "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%20%22%3C%3E%5C%5E%60%7B%7C%7D")
    }

    @Test(arguments: [
        ("", ""), ("a/b", "a%2Fb"), ("ä", "%C3%A4"), ("€", "%E2%82%AC"), ("😀", "%F0%9F%98%80"), ("a\u{301}", "a%CC%81"),
        ("\0\n\u{7F}", "%00%0A%7F"), ("100%25", "100%2525"),
    ])
    func `text is encoded as UTF-8`(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.segment(text) == encoded)
    }

    @Test(arguments: [(".", "%2E"), ("..", "%2E%2E"), ("...", "..."), (".a", ".a"), ("a..", "a..")])
    func `segments that clients would remove from a path are encoded`(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.segment(text) == encoded)
    }
}
