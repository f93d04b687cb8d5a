import Foundation
import HTTPKit
import HTTPTypes
import Primitives
import Testing

/// Error codes are part of the API: their table in `docs/api.md` is generated from `Failure.Code`.
@Suite struct ErrorCodeTableTests {
    private static let project = URL(filePath: #filePath).appending(path: "../../..").standardized
    private static let page = project.appending(path: "docs/api.md")
    private static let start = "<!-- error codes -->\n"
    private static let end = "\n<!-- end of error codes -->"

    @Test func `docs/api.md has every code as the code has it`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let from = try #require(text.range(of: Self.start)).upperBound
        let to = try #require(text.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_REWRITE"] != nil {
            try (text[..<from] + Self.table + text[to...]).write(to: Self.page, atomically: true, encoding: .utf8)
        } else {
            #expect(text[from..<to] == Self.table)
        }
    }

    @Test func `every code has a status of 4xx or 5xx`() {
        for code in Failure.Code.allCases { #expect((400...599).contains(code.status.code), "\(code.rawValue)") }
    }

    /// A failure's kind decides whether a job is retried and whether a response is stored under its idempotency key.
    /// The status decides what clients do. They must agree.
    @Test func `errors that the caller must correct are 4xx, and temporary ones are retryable`() {
        let protocolErrors: Set<Failure.Code> = [
            .methodNotImplemented, .transferCodingNotImplemented, .versionNotSupported,
        ]
        let temporary: Set<HTTPResponse.Status> = [.requestTimeout, .conflict, .tooManyRequests]
        for code in Failure.Code.allCases where !protocolErrors.contains(code) {
            switch code.kind {
            case .refused, .missing, .conflict: #expect(code.status.kind == .clientError, "\(code.rawValue)")
            case .retryLater:
                #expect(code.status.kind == .serverError || temporary.contains(code.status), "\(code.rawValue)")
            case .fault: #expect(code.status.kind == .serverError, "\(code.rawValue)")
            }
        }
    }

    /// Only these modules may know the HTTP representation of failures; the layers below throw `Failure`.
    @Test func `problems are created only in HTTPKit, HTTPServer, Resources and Gateway`() throws {
        let sources = Self.project.appending(path: "Sources").resolvingSymlinksInPath().path
        // The last one lists the names of schemas.
        let allowed = [
            "HTTPKit/", "HTTPServer/", "Resources/", "Gateway/", "CommandLineClient/Output/FieldContents.swift",
        ]
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 300)
        for file in files where !allowed.contains(where: file.hasPrefix) {
            let text = try String(contentsOf: URL(filePath: sources).appending(path: file), encoding: .utf8)
            #expect(!text.contains(/(?m)^(?!\s*\/\/).*\bProblem(Convertible)?\b/), "\(file) knows problems")
        }
    }

    private static var table: String {
        let codes = Failure.Code.allCases.enumerated()
            .sorted { ($0.element.status.code, $0.offset) < ($1.element.status.code, $1.offset) }
            .map(\.element)
        return (["| status | code | retry | meaning |", "| --- | --- | --- | --- |"] + codes.map(row)).joined(
            separator: "\n")
    }

    private static func row(_ code: Failure.Code) -> String {
        "| \(code.status.code) | `\(code.rawValue)` | \(code.kind == .retryLater ? "later" : "–") | \(code.summary) |"
    }
}
