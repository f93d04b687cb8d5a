import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Primitives
import Testing

/// The Alerts API, over a socket.
struct AlertsAPITests {
    @Test func `a posted alert can be read back`() async throws {
        try await AlertsWorld.run { world in
            let posted = try await world.post([
                "links": [["name": "example", "url": "http://example.com"]], "start_time": "2015-03-01T12:00:00-05:00",
            ])
            #expect(posted.status == 201 && posted.header("Content-Type") == "application/json")
            let id = try #require(posted.json["detail"]?["id"]?.integerValue)
            #expect(posted.json == ["detail": ["id": .integer(id)]])
            let listed = try await world.list("flavors=mfbt")
            #expect(listed.status == 200)
            #expect(listed.json["count"] == 1 && listed.json["total"] == 1)
            var alert = try #require(listed.json["alerts"]?[0]?.objectValue)
            let created = try #require(alert.removeValue(forKey: "created")?.stringValue)
            #expect(created.hasSuffix("Z") && Timestamp(created) != nil)
            var expected = AlertsWorld.alert
            expected["id"] = .integer(id)
            expected["links"] = [["name": "example", "url": "http://example.com"]]
            expected["start_time"] = "2015-03-01T17:00:00Z"
            expected["end_time"] = .null
            #expect(alert == expected)
        }
    }

    @Test func `equal alerts are two, with rising ids, newest first`() async throws {
        try await AlertsWorld.run { world in
            var ids: [Int64] = []
            for summary in ["a", "a", "b"] {
                let posted = try await world.post(["summary": .string(summary)])
                ids.append(try #require(posted.json["detail"]?["id"]?.integerValue))
            }
            #expect(ids == ids.sorted() && Set(ids).count == 3)
            try await world.post(["flavor": "cantina", "summary": "c"])
            #expect(try await world.list("flavors=mfbt").summaries == ["b", "a", "a"])
            let two = try await world.list("flavors=cantina,mfbt&max=2")
            #expect(two.summaries == ["c", "b"])
            #expect(two.json["count"] == 2 && two.json["total"] == 4)
        }
    }

    @Test func `alerts are selected by inclusive bounds of their times`() async throws {
        try await AlertsWorld.run { world in
            for hour in 1...3 {
                let time = JSON.string("2015-03-01T0\(hour):00:00Z")
                try await world.post(["summary": .string("\(hour)"), "start_time": time, "end_time": time])
            }
            try await world.post(["summary": "none"])
            let some = try await world.list(
                "flavors=mfbt&start_time_start=2015-03-01T02:00:00&start_time_end=2015-03-01T03:00:00")
            #expect(some.summaries == ["3", "2"])
            #expect(try await world.list("flavors=mfbt&end_time_end=2015-03-01T02:00:00Z").summaries == ["2", "1"])
            #expect(try await world.list("flavors=mfbt&created_end=2015-03-01T02:00:00Z").summaries == [])
            #expect(try await world.list("flavors=mfbt&created_start=2015-03-01T02:00:00Z").json["total"] == 4)
        }
    }

    @Test func `checks are made in the documented order`() async throws {
        try await AlertsWorld.run { world in
            let anonymous: HTTPFields = [:]
            func detail(_ text: String) -> JSON { ["detail": .string(text)] }
            let missing = try await world.post(["flavor": JSON?.none], headers: anonymous)
            #expect(missing.status == 400 && missing.json == ["flavor": ["Flavor not specified in payload"]])
            let unknown = try await world.post(["flavor": "x", "severity": "x"], headers: anonymous)
            #expect(unknown.status == 404 && unknown.json == detail("Flavor \"x\" does not exist."))
            let nobody = try await world.post(["flavor": "off", "severity": "x"], headers: anonymous)
            #expect(nobody.status == 401 && nobody.header("WWW-Authenticate") == "Token")
            #expect(nobody.json == detail("Authentication credentials were not provided."))
            let forbidden = try await world.post(["flavor": "other", "severity": "x"])
            #expect(forbidden.status == 403)
            #expect(forbidden.json == detail("You do not have permission to perform this action."))
            let disabled = try await world.post(["flavor": "off", "severity": "x"])
            #expect(disabled.status == 400 && disabled.json == ["flavor": ["Flavor \"off\" is disabled."]])
            let fields = try await world.post(["severity": "x", "summary": "", "links": [1]])
            #expect(fields.status == 400)
            #expect(
                fields.json == [
                    "detail": [
                        "severity": ["A valid integer is required."], "summary": ["This field may not be blank."],
                    ]
                ])
            let links = try await world.post(["links": [["url": "http://example.com/"]]])
            let message = "Missing names or urls in link data. {u'url': u'http://example.com/'}"
            #expect(links.status == 400 && links.json == ["detail": ["links": [.string(message)]]])
            #expect(try await world.list("flavors=mfbt,cantina").json["total"] == 0)
        }
    }

    @Test func `arguments of a list are checked before a lack of credentials`() async throws {
        try await AlertsWorld.run { world in
            let anonymous: HTTPFields = [:]
            let unknown = try await world.list("flavors=x,off&max=0", headers: anonymous)
            #expect(unknown.status == 404)
            #expect(
                unknown.json == [
                    "detail": [
                        "flavors": ["Flavor \"x\" does not exist.", "Flavor \"off\" is disabled."],
                        "max": ["Ensure this value is greater than or equal to 1."],
                    ]
                ])
            let disabled = try await world.list("flavors=off", headers: anonymous)
            #expect(disabled.status == 400 && disabled.json["detail"]?["flavors"] == ["Flavor \"off\" is disabled."])
            let strange = try await world.list("flavors=mfbt&foo=1", headers: anonymous)
            #expect(strange.json["detail"]?["non_field_errors"] == ["\"foo\" is not a valid argument."])
            #expect(try await world.list("flavors=mfbt", headers: anonymous).status == 401)
            #expect(try await world.list("flavors=mfbt,other").status == 403)
            #expect(try await world.list("").json == ["detail": ["flavors": ["This field is required."]]])
            #expect(try await world.list("flavors=%00").status == 404)
        }
    }

    @Test func `errors of formats and methods have a detail`() async throws {
        try await AlertsWorld.run { world in
            let client = world.gateway.anonymous, path = AlertsWorld.path
            func send(_ type: String?, _ text: String, accept: String? = nil) async throws -> TestResponse {
                var headers = world.credentials
                headers[.contentType] = type
                headers[.accept] = accept
                return try await client.send(.post, path, headers: headers, bytes: Array(text.utf8))
            }
            let media = try await send("text/plain", "{}")
            #expect(media.status == 415)
            #expect(media.json == ["detail": "Unsupported media type \"text/plain\" in request."])
            let json = try await send("application/json", "{")
            #expect(json.status == 400 && json.json["detail"]?.stringValue?.hasPrefix("JSON parse error") == true)
            #expect(try await send("application/json", "[]").status == 400)
            #expect(try await send("application/json", "{\"flavor\": \"\\ud800\"}").status == 400)
            let accept = try await send("application/json", "{", accept: "text/html")
            #expect(accept.status == 406)
            #expect(accept.json == ["detail": "Could not satisfy the request Accept header."])
            let long = try await send("application/json", String(repeating: " ", count: (1 << 20) + 1))
            #expect(long.status == 413 && long.json["detail"] != nil)
            let method = try await client.put(path, [:], headers: world.credentials)
            #expect(method.status == 405 && method.json == ["detail": "Method \"PUT\" not allowed."])
            #expect(method.header("Allow")?.contains("POST") == true)
            // Wrong credentials are reported first. (Without a client, because the contract has no DELETE.)
            let wrong = await world.gateway.gateway.respond(
                to: Request.test(.delete, path, headers: [.authorization: "Token x"]))
            #expect(wrong.status == .unauthorized && wrong.headers[.wwwAuthenticate] == "Token")
            #expect(try await client.send(.options, path, bytes: nil).status == 204)
        }
    }

    @Test func `responses and errors are indented as Accept asks`() async throws {
        try await AlertsWorld.run { world in
            var headers = world.credentials
            headers[.accept] = "application/json; indent=4"
            let posted = try await world.post(headers: headers)
            #expect(posted.text.hasPrefix("{\n    \"detail\": {\n        \"id\": "))
            let refused = try await world.list("", headers: headers)
            #expect(
                refused.text
                    == """
                    {
                        "detail": {
                            "flavors": [
                                "This field is required."
                            ]
                        }
                    }
                    """)
        }
    }

    @Test func `the path without the slash is the same`() async throws {
        try await AlertsWorld.run { world in
            try await world.post()
            let short = String(AlertsWorld.path.dropLast())
            var listed = await world.gateway.gateway.respond(
                to: Request.test(.get, short + "?flavors=mfbt", headers: world.credentials))
            #expect(listed.status == .ok)
            listed = await world.gateway.gateway.respond(to: Request.test(.put, short))
            #expect(listed.status == .methodNotAllowed && listed.headers[.contentType] == "application/json")
        }
    }

    @Test func `the rate limit of a token is reported with a detail`() async throws {
        try await AlertsWorld.run { options in
            options.limitsRate = true
            options.environment["TICKET_GATEWAY_RATE_LIMIT"] = "10"
        } _: { world in
            var last = try await world.post()
            #expect(last.header("RateLimit") != nil)
            for _ in 0..<20 where last.status == 201 { last = try await world.post() }
            #expect(last.status == 429 && last.header("Retry-After") != nil)
            #expect(last.json["detail"]?.stringValue?.hasPrefix("Request was throttled.") == true)
        }
    }
}
