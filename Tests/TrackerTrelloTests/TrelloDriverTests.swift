import FakeTrello
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloDriverTests {
    @Test func `malformed credentials are reported by pointer, without their values`() {
        let driver = TrelloDriver()
        #expect(driver.declaration.problems(with: .keyAndToken(key: "abc", token: "ATTAdef", secret: nil)) == [])
        #expect(driver.declaration.problems(with: .keyAndToken(key: "abc", token: "def", secret: "s3cret")) == [])
        #expect(driver.declaration.problems(with: .none).map(\.pointer) == [""])
        for other in [TrackerCredentials.token("abc"), TrackerCredentials(kind: "github_app", ["app_id": "1"])] {
            #expect(driver.declaration.problems(with: other).map(\.pointer) == ["/type"])
        }
        let bad = driver.declaration.problems(
            with: .keyAndToken(key: "a\", oauth_token=\"b", token: "SECRET\r\nX: y", secret: "two words"))
        #expect(bad.map(\.pointer) == ["/key", "/token", "/secret"])
        #expect(!"\(bad)".contains("SECRET"))
        #expect(
            driver.declaration.problems(with: .keyAndToken(key: "", token: "", secret: "")).map(\.pointer) == [
                "/key", "/token", "/secret",
            ])
    }

    @Test func `a driver creates trackers from a key and a token only`() throws {
        let clock = ManualClock(Timestamp(seconds: 0))
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 500) }
        func context(_ credentials: TrackerCredentials) -> TrackerContext {
            TrackerContext(
                connectionID: "1", baseURL: "https://x", credentials: credentials, transport: transport, clock: clock)
        }
        let full = try TrelloDriver().makeTracker(context(.keyAndToken(key: "a", token: "b", secret: "c")))
        #expect(full.capabilities == TrelloDriver().capabilities)
        for secret in [nil, ""] {
            let mute = try TrelloDriver().makeTracker(context(.keyAndToken(key: "a", token: "b", secret: secret)))
            #expect(mute.capabilities == TrelloDriver().capabilities.subtracting([.webhooks]))
        }
        #expect { _ = try TrelloDriver().makeTracker(context(.token("x"))) } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized"
        }
    }

    @Test func `refusals by the adapter are not attributed to Trello`() async throws {
        let fixture = try TrelloFixture()
        let context = TrackerContext(
            connectionID: "1", baseURL: "https://x", credentials: .token("x"), transport: fixture.transport,
            clock: fixture.clock)
        #expect { _ = try TrelloTracker(context) } throws: { ($0 as? TrackerError)?.isWithoutCall == true }
        _ = fixture.fake.addLabel("bug", color: "red", to: fixture.board)
        var draft = LabelDraft()
        draft.name = .set("bug")
        await #expect { _ = try await fixture.tracker.createLabel(draft, in: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "conflict" && ($0 as? TrackerError)?.isWithoutCall == true
        }
        for list in TrelloFixture.lists { fixture.fake.archiveList(list, of: fixture.board) }
        await #expect { _ = try await fixture.ticket() } throws: {
            ($0 as? TrackerError)?.kindName == "conflict" && ($0 as? TrackerError)?.isWithoutCall == true
        }
    }

    @Test func `the registry learns the properties of Trello`() {
        let driver = TrelloDriver()
        #expect(
            driver.kind.rawValue == "trello" && driver.defaultBaseURL == "https://api.trello.com/1" && driver.isRemote)
        #expect(driver.webhooks?.secretIsInAddress == false)
        #expect(driver.upstreamPolicy.maximumConcurrentCalls == 10 && !driver.upstreamPolicy.serializesWrites)
    }

    @Test func `colours are converted in both directions`() {
        for name in ["green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black"] {
            #expect(Trello.Palette.hexadecimal(name).flatMap(Trello.Palette.nearest) == name)
            #expect(Trello.Palette.hexadecimal(name + "_dark") == Trello.Palette.hexadecimal(name))
        }
        #expect(Trello.Palette.hexadecimal("blue") == "0079bf")
        #expect(Trello.Palette.hexadecimal("mauve") == nil)
        #expect(Trello.Palette.nearest("#FF0000") == "red")
        for text in ["", "red", "ff00", "ff00000", "gggggg", "+12345", "-1-1-1"] {
            #expect(Trello.Palette.nearest(text) == nil)
        }
    }

    @Test func `identifiers contain their creation time`() {
        #expect(Trello.creation(of: "5e93c827fb102a6f40c5fa2b") == Timestamp("2020-04-13T02:02:15Z"))
        for id in ["", "5e93c827", "5E93C827FB102A6F40C5FA2B", "zzzzzzzzzzzzzzzzzzzzzzzz"] {
            #expect(Trello.creation(of: id) == nil)
        }
    }
}
