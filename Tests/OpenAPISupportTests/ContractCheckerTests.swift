import OpenAPISupport
import Primitives
import Testing

@Suite struct ContractCheckerTests {
    private let checker: ContractChecker

    init() throws {
        checker = ContractChecker(
            document: try OpenAPIDocument(
                yaml: """
                    openapi: 3.1.0
                    x-server-responses:
                      '404': {content: {application/problem+json: {schema: {type: object, required: [code]}}}}
                      '405': {headers: {Allow: {required: true, schema: {type: string}}}}
                    paths:
                      /things:
                        get:
                          responses:
                            '200':
                              headers:
                                X-Request-Id: {required: true, schema: {type: string, pattern: '^[a-z]+$'}}
                                Retry-After: {schema: {type: integer, minimum: 0}}
                              content:
                                application/json: {schema: {type: array, items: {type: string}}}
                                text/html: {schema: {type: string}}
                      /things/{id}:
                        get: {responses: {'200': {content: {'*/*': {}}}}}
                        delete: {responses: {'204': {description: Done.}}}
                    """))
    }

    private func mismatches(
        _ method: String, _ path: String, _ status: Int, _ headers: [String: String] = [:], _ body: String = ""
    ) -> [String] {
        let fields = headers.map { (name: $0.key, value: $0.value) }
        return checker.mismatches(
            ObservedResponse(method: method, path: path, status: status, headers: fields, body: Array(body.utf8)))
    }

    private let good = ["x-request-id": "a", "content-type": "application/json; charset=utf-8"]

    @Test func `a response as documented has no mismatch`() {
        #expect(mismatches("GET", "/things?limit=1", 200, good, #"["a"]"#) == [])
        #expect(mismatches("HEAD", "/things", 200, good) == [])
        #expect(mismatches("GET", "/things", 200, ["X-Request-Id": "a", "Content-Type": "text/html"], "<p>") == [])
        #expect(mismatches("GET", "/things/7", 200, ["Content-Type": "image/png"], "PNG") == [])
        #expect(mismatches("DELETE", "/things/7", 204) == [])
        #expect(mismatches("OPTIONS", "/things/7", 204, ["Allow": "GET"]) == [])
    }

    @Test func `what the server may say to any request is allowed, in its form`() {
        #expect(
            mismatches("GET", "/nowhere", 404, ["Content-Type": "application/problem+json"], #"{"code": "x"}"#) == [])
        #expect(mismatches("GET", "/nowhere", 404, ["Content-Type": "application/problem+json"], "{}").count == 1)
        #expect(mismatches("PUT", "/things", 405, ["Allow": "GET"]) == [])
        #expect(mismatches("PUT", "/things", 405) == ["PUT /things → 405: the header Allow is missing"])
    }

    @Test func `an undocumented path, method or status is told`() {
        #expect(mismatches("GET", "/nowhere", 200) == ["GET /nowhere → 200: the path is not documented"])
        #expect(mismatches("PUT", "/things", 200) == ["PUT /things → 200: the method is not documented"])
        #expect(mismatches("GET", "/things", 201) == ["GET /things → 201: the status is not documented"])
    }

    @Test func `a wrong or missing header is told`() {
        #expect(mismatches("GET", "/things", 200, ["Content-Type": "application/json"], "[]").count == 1)
        #expect(mismatches("GET", "/things", 200, good.merging(["x-request-id": "7"]) { $1 }, "[]").count == 1)
        #expect(mismatches("GET", "/things", 200, good.merging(["Retry-After": "soon"]) { $1 }, "[]").count == 1)
        #expect(mismatches("GET", "/things", 200, good.merging(["Retry-After": "3"]) { $1 }, "[]") == [])
        #expect(mismatches("OPTIONS", "/things", 204).count == 1)
    }

    @Test func `a wrong media type or body is told`() {
        #expect(
            mismatches("GET", "/things", 200, ["x-request-id": "a", "content-type": "application/xml"], "[]").count == 1
        )
        #expect(mismatches("GET", "/things", 200, ["x-request-id": "a"], "[]").count == 1)
        #expect(mismatches("GET", "/things", 200, good, "[1, 2]").count == 2)
        #expect(mismatches("GET", "/things", 200, good, "[").count == 1)
        #expect(mismatches("DELETE", "/things/7", 204, [:], "x").count == 1)
        #expect(mismatches("HEAD", "/things", 200, good, "x").count == 1)
    }
}
