import HTTPClient
import Primitives
import Testing

@testable import Gateway

@Suite struct SettingSyntaxTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("1h", .seconds(3600)),
        ("7d", .seconds(604_800)),
        ("0s", nil), ("30", nil), ("-1s", nil), ("1.5s", nil), ("s", nil), ("9223372036854775807d", nil), (" 1s", nil),
    ])
    func `a duration is a whole number and a unit`(text: String, duration: Duration?) {
        #expect(SettingSyntax<Duration>.duration().parse(text) == duration)
    }

    @Test(arguments: [
        ("main:c2hvcnQ=", "the key is too short"), ("c2hvcnQ=", "the name of the key is missing"),
        ("main:!", "the key is not base64"), ("a b:c2hvcnQ=", "the name of the key may have"),
    ])
    func `an unusable encryption key is explained without any part of it`(text: String, hint: String) throws {
        let found = try #require(SettingSyntax<[EncryptionKey]>.encryptionKeys.hint(text))
        #expect(found.hasPrefix(hint) && !found.contains("c2hvcnQ"))
    }

    @Test func `other hints name the fault`() {
        #expect(SettingSyntax<Duration>.duration().hint("90")?.hasPrefix("the unit is missing") == true)
        #expect(SettingSyntax<Int>.byteCount.hint("8MB") == "the units are KiB, MiB and GiB")
        #expect(SettingSyntax<String>.httpURL.hint("tickets.example.org")?.hasPrefix("the scheme is missing") == true)
        #expect(SettingSyntax<String>.databaseURL.hint("mysql://db/x") == "the database must be PostgreSQL")
        #expect(
            SettingSyntax<AddressPolicy>.addressPolicy.hint("10.0.0.0/8 192.168.0.0/16")
                == "separate the entries by commas")
        #expect(
            SettingSyntax<AddressPolicy>.addressPolicy.hint("https://git.example.org")?.hasPrefix("write only") == true)
        #expect(SettingSyntax<AddressPolicy>.addressPolicy.hint("10.0.0.0/33") == nil)
    }

    @Test func `zero disables where the setting says so`() {
        #expect(SettingSyntax<Duration>.duration(zero: true).parse("0s") == .zero)
    }

    @Test(arguments: [
        ("512", 512), ("16KiB", 16_384), ("1MiB", 1_048_576), ("2GiB", 2_147_483_648),
        ("0", nil), ("1MB", nil), ("-1", nil), ("KiB", nil), ("9223372036854775807KiB", nil),
    ])
    func `a size is a whole number with an optional unit`(text: String, bytes: Int?) {
        #expect(SettingSyntax<Int>.byteCount.parse(text) == bytes)
    }

    @Test(arguments: [
        "https://tickets.example.org", "http://[::1]:3000", "https://example.org/gateway",
    ])
    func `a public address is preserved`(text: String) {
        #expect(SettingSyntax<String>.httpURL.parse(text) == text)
        #expect(SettingSyntax<String>.httpURL.parse(text + "/") == text)
    }

    @Test(arguments: [
        "example.org", "ftp://example.org", "https://", "https://user:secret@example.org", "https://example.org/?a=1",
    ])
    func `another address is refused`(text: String) {
        #expect(SettingSyntax<String>.httpURL.parse(text) == nil)
    }

    @Test(arguments: ["https://a.example", "https://a.example, http://b.example:8080", "*", ""])
    func `origins are a list`(text: String) {
        #expect(SettingSyntax<[String]>.origins.parse(text) != nil)
    }

    @Test(arguments: ["a.example", "https://a.example/", "https://a.example/x", "https://a.example;https://b.example"])
    func `an invalid origin is refused`(text: String) {
        #expect(SettingSyntax<[String]>.origins.parse(text) == nil)
    }

    @Test(arguments: ["10.0.0.0/8", "10.0.0.0/8, fd00::/8", "127.0.0.1/32", "git.example.org,*.example.com", ""])
    func `networks and hosts are a list`(text: String) {
        #expect(SettingSyntax<AddressPolicy>.addressPolicy.parse(text) != nil)
    }

    @Test(arguments: [
        "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/8/8", "git example", "https://git.example.org",
    ])
    func `an invalid network or host is refused`(text: String) {
        #expect(SettingSyntax<AddressPolicy>.addressPolicy.parse(text) == nil)
    }

    @Test(arguments: [
        (1000, "1000"), (16_384, "16KiB"), (8 << 20, "8MiB"), (1 << 30, "1GiB"), ((1 << 20) + 1024, "1025KiB"),
    ])
    func `a size is written as it would be read`(bytes: Int, text: String) {
        #expect(SettingText.byteCount(bytes) == text)
        #expect(SettingSyntax<Int>.byteCount.parse(text) == bytes)
    }

    @Test(arguments: [(Duration.seconds(15), "15s"), (.milliseconds(1500), "1500ms")])
    func `a duration is written as it would be read`(duration: Duration, text: String) {
        #expect(SettingText.duration(duration) == text)
        #expect(SettingSyntax<Duration>.duration().parse(text) == duration)
    }

    static let key = String(repeating: "A", count: 43) + "="

    @Test func `keys keep their order`() throws {
        let keys = try #require(
            SettingSyntax<[EncryptionKey]>.encryptionKeys.parse("new_2:\(Self.key), old-1:\(Self.key)"))
        #expect(keys.map(\.id) == ["new_2", "old-1"])
        #expect(keys[0].bytes.revealed == [UInt8](repeating: 0, count: 32))
    }

    @Test(arguments: ["", key, ":\(key)", "a:AAAA", "a:\(key),a:\(key)", "a b:\(key)", "a:\(key):", "a:not base64"])
    func `an invalid list of keys is refused`(text: String) {
        #expect(SettingSyntax<[EncryptionKey]>.encryptionKeys.parse(text) == nil)
    }
}
