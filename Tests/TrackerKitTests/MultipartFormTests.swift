import FakeTrackerKit
import Primitives
import Testing
import TrackerKit

@Suite struct MultipartFormTests {
    @Test func `fields and files are read as they were sent`() {
        var form = MultipartForm(boundary: "x-1")
        form.add("note", "two\r\nlines")
        form.add(
            "file", AttachmentDraft(filename: "größe \"🎉\".bin", contentType: "image/png", content: Array(0...255)))
        let read = FakeBody(form.body.bytes, contentType: form.body.contentType)
        #expect(read.json == ["note": "two\r\nlines"])
        #expect(read.files["file"]?.filename == "größe \"🎉\".bin")
        #expect(read.files["file"]?.contentType == "image/png")
        #expect(read.files["file"]?.content == Array(0...255))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a boundary is random, and content with many boundaries costs nothing`() {
        let content = (0..<60_000).flatMap { Array("--ticket-gateway-\($0)\r\n".utf8) }
        var form = MultipartForm(bits: 0xABC)
        form.add("file", AttachmentDraft(filename: "f", contentType: "text/plain", content: content))
        #expect(
            form.body.contentType == "multipart/form-data; boundary=ticket-gateway-00000000000000000000000000000abc")
        #expect(form.body.bytes.count > content.count)
    }

    @Test func `a name cannot inject a header`() {
        var form = MultipartForm(boundary: "x-1")
        form.add(
            "file", AttachmentDraft(filename: "a\"\r\nX-Evil: 1", contentType: "text/plain\r\nX-Evil: 2", content: []))
        #expect(!String(decoding: form.body.bytes, as: UTF8.self).contains("\r\nX-Evil"))
    }

    @Test func `a URL-encoded form is decoded, and other bodies are reported`() {
        #expect(
            FakeBody(Array("a=1&b=x+y%21".utf8), contentType: "application/x-www-form-urlencoded").json == [
                "a": "1", "b": "x y!",
            ])
        #expect(FakeBody([], contentType: nil).json == .null)
        #expect(FakeBody(Array("{".utf8), contentType: "application/json").isMalformed)
    }
}
