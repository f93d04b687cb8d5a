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
        _ method: String, _ path: String, status: Int, headers: [String: String] = [:], body: String = ""
    ) -> [String] {
        let fields = headers.map { (name: $0.key, value: $0.value) }
        return checker.mismatches(
            ObservedResponse(method: method, path: path, status: status, headers: fields, body: Array(body.utf8)))
    }

    private let good = ["x-request-id": "a", "content-type": "application/json; charset=utf-8"]

    @Test func `a response as documented has no mismatch`() {
        #expect(mismatches("GET", "/things?limit=1", status: 200, headers: good, body: #"["a"]"#) == [])
        #expect(mismatches("HEAD", "/things", status: 200, headers: good) == [])
        #expect(
            mismatches(
                "GET", "/things", status: 200, headers: ["X-Request-Id": "a", "Content-Type": "text/html"], body: "<p>")
                == [])
        #expect(mismatches("GET", "/things/7", status: 200, headers: ["Content-Type": "image/png"], body: "PNG") == [])
        #expect(mismatches("DELETE", "/things/7", status: 204) == [])
        #expect(mismatches("OPTIONS", "/things/7", status: 204, headers: ["Allow": "GET"]) == [])
    }

    @Test func `responses that any request may have are allowed in their form`() {
        #expect(
            mismatches(
                "GET", "/nowhere", status: 404, headers: ["Content-Type": "application/problem+json"],
                body: #"{"code": "x"}"#) == [])
        #expect(
            mismatches(
                "GET", "/nowhere", status: 404, headers: ["Content-Type": "application/problem+json"], body: "{}"
            ).count == 1)
        #expect(mismatches("PUT", "/things", status: 405, headers: ["Allow": "GET"]) == [])
        #expect(mismatches("PUT", "/things", status: 405) == ["PUT /things → 405: the header Allow is missing"])
    }

    @Test func `an undocumented path, method or status is reported`() {
        #expect(mismatches("GET", "/nowhere", status: 200) == ["GET /nowhere → 200: the path is not documented"])
        #expect(mismatches("PUT", "/things", status: 200) == ["PUT /things → 200: the method is not documented"])
        #expect(mismatches("GET", "/things", status: 201) == ["GET /things → 201: the status is not documented"])
    }

    @Test func `a wrong or missing header is reported`() {
        #expect(
            mismatches("GET", "/things", status: 200, headers: ["Content-Type": "application/json"], body: "[]").count
                == 1)
        #expect(
            mismatches("GET", "/things", status: 200, headers: good.merging(["x-request-id": "7"]) { $1 }, body: "[]")
                .count == 1)
        #expect(
            mismatches("GET", "/things", status: 200, headers: good.merging(["Retry-After": "soon"]) { $1 }, body: "[]")
                .count == 1)
        #expect(
            mismatches("GET", "/things", status: 200, headers: good.merging(["Retry-After": "3"]) { $1 }, body: "[]")
                == [])
        #expect(mismatches("OPTIONS", "/things", status: 204).count == 1)
    }

    @Test func `a wrong media type or body is reported`() {
        #expect(
            mismatches(
                "GET", "/things", status: 200, headers: ["x-request-id": "a", "content-type": "application/xml"],
                body: "[]"
            ).count == 1
        )
        #expect(mismatches("GET", "/things", status: 200, headers: ["x-request-id": "a"], body: "[]").count == 1)
        #expect(mismatches("GET", "/things", status: 200, headers: good, body: "[1, 2]").count == 2)
        #expect(mismatches("GET", "/things", status: 200, headers: good, body: "[").count == 1)
        #expect(mismatches("DELETE", "/things/7", status: 204, body: "x").count == 1)
        #expect(mismatches("HEAD", "/things", status: 200, headers: good, body: "x").count == 1)
    }
}
