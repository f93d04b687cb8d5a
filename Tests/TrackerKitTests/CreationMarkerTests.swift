import Testing
import TrackerKit

@Suite struct CreationMarkerTests {
    @Test(arguments: [
        "", "Text", "Text\n\n", "\n\n", "a\r", "a\r\n", "e\u{301}", "🎉\u{FE0F}", "<!--", "<!-- ticket-gateway:",
        "tail -->",
    ])
    func `a marked body splits into its parts`(_ body: String) {
        let marker = CreationMarker("0198c0de-aB9")
        let (found, marked) = CreationMarker.split(marker.mark(body))
        #expect(found.utf8.elementsEqual(body.utf8))
        #expect(marked == marker)
    }

    @Test(arguments: [
        "", "Text", "<!-- ticket-gateway: -->", "<!-- ticket-gateway:a b -->", "<!-- ticket-gateway:ä -->",
        "<!-- ticket-gateway:abc",
    ])
    func `a body without a marker is unchanged`(_ body: String) {
        let (found, marker) = CreationMarker.split(body)
        #expect(found == body)
        #expect(marker == nil)
    }

    @Test func `the last marker counts, and what people wrote after it is preserved`() {
        let body = CreationMarker("second").mark(CreationMarker("first").mark("Text")) + "\nmore"
        let (found, marker) = CreationMarker.split(body)
        #expect(found == "Text\n\n<!-- ticket-gateway:first -->\nmore")
        #expect(marker == CreationMarker("second"))
    }

    @Test(arguments: [
        "Text\n/<!-- ticket-gateway:a -->close", "Text\n\n<!-- ticket-gateway:a -->/close",
        "Text\n/\n\n<!-- ticket-gateway:a -->close", "/close<!-- ticket-gateway:a -->",
    ])
    func `texts around a marker on the same line are not joined`(_ body: String) {
        let (found, marker) = CreationMarker.split(body)
        #expect(found == body && marker == CreationMarker("a"))
    }

    @Test func `many beginnings of a marker in a long body change nothing`() {
        let body = String(repeating: "<!-- ticket-gateway:<!-- ticket-gatewa", count: 10_000)
        #expect(CreationMarker.split(body).marker == nil)
        let (found, marker) = CreationMarker.split(CreationMarker("abc").mark(body))
        #expect(found == body)
        #expect(marker == CreationMarker("abc"))
    }

    @Test func `other text may surround it`() {
        let (found, marker) = CreationMarker.split("Text\n\n[[a-1]]", opening: "[[", closing: "]]")
        #expect(found == "Text")
        #expect(marker == CreationMarker("a-1"))
    }
}
