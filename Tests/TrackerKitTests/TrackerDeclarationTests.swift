import Primitives
import Testing
import TrackerKit

@Suite struct TrackerDeclarationTests {
    private let declaration = TrackerDeclaration(
        kind: TrackerKind(rawValue: "example"),
        credentials: [
            .token("A token."),
            CredentialKind(
                "basic", schema: "BasicCredentials",
                fields: [
                    SettingField("user", .headerSafe(1...8), help: "The user."),
                    SettingField("password", .text(1...8), isSecret: true, help: "The password."),
                    SettingField("realm", .number, isRequired: false, help: "The realm."),
                ]),
        ],
        connectionSettings: [
            SettingField("format", .word(["textile", "markdown"]), isRequired: false, help: "The format of texts.")
        ],
        channelSettings: [SettingField("notify", .flag, help: "Whether watchers are notified.")])

    private func basic(_ values: [String: String]) -> TrackerCredentials { TrackerCredentials(kind: "basic", values) }

    @Test func `credentials are compared with the fields of their kind`() {
        #expect(declaration.problems(with: .token("t")) == [])
        #expect(declaration.problems(with: basic(["user": "u", "password": "p w", "realm": "12"])) == [])
        #expect(
            declaration.problems(with: basic(["user": "ü", "realm": "01", "~/": "x"])) == [
                FieldError(pointer: "/user", detail: "must be 1 to 8 printable ASCII characters without spaces"),
                FieldError(pointer: "/password", detail: "is required"),
                FieldError(pointer: "/realm", detail: "must be a positive number without leading zeros"),
                FieldError(pointer: "/~0~1", detail: "is unknown"),
            ])
        let forms =
            #"{"type": "token", "token": "…"} or {"type": "basic", "user": "…", "password": "…"}"#
        #expect(
            declaration.problems(with: TrackerCredentials(kind: "other", ["user": "u"])) == [
                FieldError(pointer: "/type", detail: "must be token or basic: \(forms)")
            ])
        #expect(
            declaration.problems(with: .none) == [
                FieldError(pointer: "", detail: "are required: \(forms)")
            ])
        let local = TrackerDeclaration(kind: TrackerKind(rawValue: "x"), isRemote: false, credentials: [.none])
        #expect(local.problems(with: .none) == [])
        #expect(
            local.problems(with: .token("t")) == [
                FieldError(pointer: "", detail: "this tracker takes no credentials")
            ])
    }

    @Test func `settings are compared with their fields`() {
        #expect(declaration.problems(withConnectionSettings: [:]) == [])
        #expect(
            declaration.problems(withConnectionSettings: ["format": "html", "x": 1]) == [
                FieldError(pointer: "/format", detail: "must be one of textile, markdown"),
                FieldError(pointer: "/x", detail: "is not a setting of this tracker"),
            ])
        #expect(declaration.problems(withChannelSettings: ["notify": false]) == [])
        #expect(
            declaration.problems(withChannelSettings: ["notify": "false"]).map(\.detail) == ["must be true or false"])
        #expect(declaration.problems(withChannelSettings: [:]).map(\.detail) == ["is required"])
    }

    @Test func `a format counts Unicode scalars, and accepts no NUL`() {
        let format = SettingFormat.text(1...2)
        #expect(format.accepts("é") && format.accepts("e\u{301}"))
        for value: JSON in ["", "abc", "e\u{301}x", "\0", 1, .null, ["a"]] {
            #expect(!format.accepts(value), "\(value)")
        }
    }
}
