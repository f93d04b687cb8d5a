import ArgumentParser
import RawServerSupport
import Testing

@testable import CommandLineClient

struct ArgumentOrderTests {
    @Test(arguments: [
        ("--url U tickets list demo", "tickets list --url U demo"),
        ("tickets --url=U --json key list demo --all", "tickets list --url=U --json key demo --all"),
        ("client --timeout 5 tickets --token-file F list", "client tickets list --timeout 5 --token-file F"),
        ("tickets list demo --url U", "tickets list demo --url U"),
        ("--url U rules runs thanks", "rules runs --url U thanks"),
        ("--url U rules runs show thanks 1", "rules runs show --url U thanks 1"),
        ("--json id audit", "audit --json id"),
        ("--url U tickets", "tickets"),
        ("--url U tickets --help", "tickets --help"),
        ("--help", "--help"), ("help tickets list", "help tickets list"), ("--version", "--version"),
        ("--generate-completion-script bash", "--generate-completion-script bash"),
        ("---completion tickets -- positional@0", "---completion tickets -- positional@0"),
        ("", ""),
    ])
    func `options before the subcommand are moved behind it`(_ row: (String, String)) throws {
        let arguments = row.0.split(separator: " ").map(String.init)
        let arranged = try ArgumentOrder.arranged(arguments, for: CommandRun.Root.self)
        #expect(arranged.joined(separator: " ") == row.1)
    }

    @Test(arguments: [
        ("tickts list", "there is no command ticket-gateway tickts; did you mean ticket-gateway tickets?"),
        ("tickets lst", "there is no command ticket-gateway tickets lst; did you mean ticket-gateway tickets list?"),
        ("tickets lsit demo", "did you mean ticket-gateway tickets list?"),
        ("tickets ls", "did you mean ticket-gateway tickets list?"),
        ("connections rm gh", "did you mean ticket-gateway connections delete?"),
        ("list tickets", "did you mean ticket-gateway tickets list?"),
        ("subs list", "did you mean ticket-gateway subscriptions?"),
        ("login", "did you mean ticket-gateway auth login?"),
        ("tickets demo", "there is no command ticket-gateway tickets demo; there are: list, search, show,"),
        ("--urll http://x tickets list", "there is no option --urll; did you mean --url?"),
        ("tickets list demo --token tgw_x", "use --token-file FILE, or TICKET_GATEWAY_TOKEN in the environment"),
        ("connections create gh --tracker github --tracker-token=x", "use --tracker-token-file FILE"),
        ("tickets list demo --sate open", "Did you mean '--state'?"),
        ("labels list demo --json nmae", "unknown field: nmae; did you mean name?"),
        ("tickets update demo 1 --clear due-date", "did you mean due-at?"),
    ])
    func `a mistyped command, option or field gets a suggestion`(_ row: (String, String)) async {
        let run = await CommandRun.of(row.0.split(separator: " ").map(String.init))
        #expect(run.status == 64)
        #expect(run.errors.contains(row.1), "\(run.errors)")
    }

    @Test func `a command runs with its options in front`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([#"{"name": "bug"}"#]))
        let url = "http://127.0.0.1:\(gateway.server.port)"
        let run = await CommandRun.of(["--url", url, "--json", "name", "labels", "list", "demo"])
        #expect(run.output == "[{\"name\":\"bug\"}]\n", "\(run.errors)")
    }

    @Test func `a word that resembles no command gets no suggestion`() {
        #expect(Suggestion.nearest(to: "xyz", among: ["list", "show"]) == nil)
    }
}
