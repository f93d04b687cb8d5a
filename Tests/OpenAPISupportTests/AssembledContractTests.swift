import APIContract
import Foundation
import Testing
import TrackerKit
import Trackers

@testable import assemble_openapi

/// Compares `openapi.yaml` with its sources: the fragments, the route table and the trackers' declarations.
struct AssembledContractTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private var files: [String: String]

    init() throws { files = try FragmentFolder.read(Self.root.appending(path: "openapi")) }

    /// The faults of the fragments; empty if they can be assembled.
    private var faults: [String] {
        do {
            _ = try ContractAssembler.assemble(files)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `openapi.yaml is the output of make openapi`() throws {
        let written = try String(contentsOf: Self.root.appending(path: "openapi.yaml"), encoding: .utf8)
        let assembled = try ContractAssembler.assemble(files)
        #expect(written == assembled, "openapi.yaml is stale; run make openapi")
    }

    @Test func `a fragment cannot document an endpoint that the route table lacks`() {
        var copy = self
        copy.files["labels"]?.replace("/labels/{name}:", with: "/labels/{label}:")
        #expect(
            copy.faults.contains(
                "openapi/labels.yaml: GET /api/v1/channels/{slug}/labels/{label} is not in the route table"))
    }

    @Test func `every endpoint of the route table must be documented`() {
        var copy = self
        copy.files["audit"] = ""
        #expect(copy.faults == ["no fragment has GET /api/v1/audit (listAuditEntries)"])
    }

    @Test func `an endpoint or a component cannot occur twice`() {
        var copy = self
        copy.files["jobs-copy"] = copy.files["jobs"]
        #expect(copy.faults.contains("openapi/jobs-copy.yaml: GET /api/v1/jobs occurs twice"))
        #expect(copy.faults.contains("openapi/jobs-copy.yaml: schemas/Job occurs twice"))
    }

    @Test(arguments: ["operationId: list", "x-required-scope: admin", "security: []"])
    func `a fragment cannot repeat content of the route table`(_ line: String) {
        var copy = self
        copy.files["audit"]?.replace("      tags: [access]", with: "      tags: [access]\n      \(line)")
        let name = String(line.prefix { $0 != ":" })
        #expect(copy.faults.contains("openapi/audit.yaml: GET /api/v1/audit: \(name) comes from the route table"))
    }

    @Test func `a fragment cannot repeat a standard response`() {
        var copy = self
        let response = "        '401': {$ref: '#/components/responses/Unauthorized'}"
        copy.files["audit"]?.replace("      responses:", with: "      responses:\n\(response)")
        #expect(copy.faults.contains("openapi/audit.yaml: GET /api/v1/audit: 401 comes from the route table"))
    }

    @Test func `the description of an endpoint with a scope is a block`() {
        var copy = self
        copy.files["audit"]?.replace("      tags: [access]", with: "      tags: [access]\n      description: Short.")
        #expect(copy.faults.contains { $0.contains("must be a block") })
    }

    private static func example(_ fields: SettingField...) -> TrackerDeclaration {
        TrackerDeclaration(
            kind: TrackerKind(rawValue: "fictional"),
            credentials: [CredentialKind("fictional_login", schema: "FictionalCredentials", fields: fields), .none],
            connectionSettings: [SettingField("wide", .flag, help: "Whether it is wide.")],
            channelSettings: [SettingField("format", .word(["textile", "on"]), help: "The format: of texts.")])
    }

    @Test func `the schemas of a further tracker follow from its declaration`() throws {
        let example = Self.example(
            SettingField("user", .text(1...9), help: "The user."),
            SettingField("secret", .number, isSecret: true, isRequired: false, help: "A \"number\"."))
        let text = try ContractAssembler.assemble(files, trackers: BuiltInTrackers.declarations + [example])
        let expected = """
                FictionalCredentials:
                  type: object
                  additionalProperties: false
                  required: [type, user]
                  properties:
                    type: {type: string, const: fictional_login}
                    user: {type: string, minLength: 1, maxLength: 9, description: "The user."}
                    secret: {type: [string, 'null'], pattern: "^[1-9][0-9]{0,17}$", writeOnly: true, description: "A \\"number\\"."}
                NoCredentials:
            """
        #expect(text.contains(expected), "\(text.components(separatedBy: "# trackers").last ?? "")")
        #expect(text.contains("fictional, github, gitlab, glitchtip, local, "))
        #expect(
            text.contains("          fictional_login: '#/components/schemas/FictionalCredentials'\n          none: "))
        #expect(
            text.contains(
                """
                    ChannelSettingsPatch:
                      type: object
                      description: Merged into the settings; null removes one.
                      maxProperties: 50
                      properties:
                        format: {type: [string, 'null'], enum: [textile, "on", null], description: "The format: of texts."}
                """))
        #expect(text.contains("        wide: {type: boolean, description: \"Whether it is wide.\"}\n"))
    }

    @Test func `trackers cannot declare different fields for one kind of credentials`() {
        let one = Self.example(SettingField("user", .text(1...9), help: "The user."))
        let same = Self.example(SettingField("user", .text(1...9), help: "The person."))
        let other = Self.example(SettingField("user", .text(1...8), help: "The user."))
        func faults(_ trackers: TrackerDeclaration...) -> [String] {
            do {
                _ = try ContractAssembler.assemble(files, trackers: BuiltInTrackers.declarations + trackers)
                return []
            } catch {
                return error.faults
            }
        }
        #expect(faults(one, same) == [])
        #expect(faults(one, other) == ["the trackers declare different fields for the credentials fictional_login"])
    }

    @Test func `the fields of a ticket come from their table`() throws {
        for name in ["tickets", "templates"] { #expect(files[name]?.contains("estimate_seconds") == false) }
        let assembled = try ContractAssembler.assemble(files)
        let help = TicketFields.table.estimateSeconds.erased.help
        for limits in ["minimum: 0", "minimum: 0, maximum: 2147483647"] {
            let property = "estimate_seconds: {description: \"\(help)\", type: [integer, 'null'], \(limits)}"
            #expect(assembled.contains(property))
        }
    }

    @Test func `a field whose form is any JSON must be described in the fragment`() {
        var copy = self
        copy.files["tickets"]?.replace("        custom_fields: {type: array", with: "        fields: {type: array")
        let fault = "custom_fields must be described in the fragment: its form is any JSON"
        #expect(copy.faults == ["openapi/tickets.yaml: schemas/Ticket: \(fault)"])
    }

    @Test func `the example must contain a field that has no null`() {
        var copy = self
        copy.files["tickets"]?.replace("        remote_id: '2837465'\n", with: "")
        #expect(copy.faults == ["openapi/tickets.yaml: schemas/Ticket: the example must contain remote_id"])
    }

    @Test func `the words of a field must be those of an enumeration`() {
        var copy = self
        copy.files["tickets"]?.replace(
            "Severity: {type: string, enum: [", with: "Severity: {type: string, enum: [lethal, ")
        let fault = "schemas/TicketCreate: no schema is an enumeration of the values of severity"
        #expect(copy.faults.contains("openapi/tickets.yaml: \(fault)"))
    }

    @Test func `each row has a path and method of its own`() {
        #expect(Set(Endpoint.allCases.map(\.route.name)).count == Endpoint.allCases.count)
    }

    @Test func `a path is filled in with encoded values`() {
        #expect(Endpoint.getLabel.path("demo", "a/b c") == "/api/v1/channels/demo/labels/a%2Fb%20c")
        #expect(Endpoint.getTicket.path("demo", "..") == "/api/v1/channels/demo/tickets/%2E%2E")
        #expect(Endpoint.getAPIDocs.path() == "/apidocs/")
        #expect(Endpoint.getHome.path() == "/")
    }
}
