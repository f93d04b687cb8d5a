import Primitives
import Testing

@testable import CommandLineClient

struct TemplatesCommandTests {
    @Test func `a template is rendered in the requested version`() async throws {
        let rendering = """
            {"template":{"slug":"bug","version":2},"ticket":{"title":"[bug] Blank page","body":"Seen on macOS."},"omitted":[]}
            """
        let gateway = try FakeGateway(FakeGateway.Answer(body: rendering))
        let run = await gateway.run(
            ["templates", "render", "bug", "-V", "summary=Blank page", "--channel", "web", "--version", "2"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("[bug] Blank page") && run.output.contains("Seen on macOS."))
        #expect(gateway.targets == ["POST /api/v1/templates/bug/render"])
        let body = try JSON(parsing: Array(try #require(gateway.bodies.first).utf8))
        #expect(body == ["variables": ["summary": "Blank page"], "channel": "web", "version": 2])
        #expect(await gateway.run(["templates", "render", "bug"]).status == 0)
    }
}
