using System.Text.RegularExpressions;
using BotBottle.Controller.Demo;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// Unmodified clients, each in a bottle: they trust its TLS and reach the proxy through the variables or, if they ignore those, through the listeners that
/// their host names resolve to. Events reach them as they are sent, and they can read a refusal.
/// </summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed partial class ClientTests
{
    private const string Body = """{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Url = "https://api.anthropic.com/v1/messages";
    private const string Denied = "https://denied.example/v1/messages";
    private const string Clients = "CLIENTS";

    private static readonly string[] Words = ["Hello", " from", " the", " other", " side"];

    /// <summary>The command of each client. Asks: true if it asks the proxy because of the variables, null if that depends on its version.</summary>
    private static readonly Dictionary<string, (string Command, bool? Asks)> All = new()
    {
        ["curl"] = ("curl -sSN -H 'content-type: application/json' -d '" + Body + "' \"$1\"", true),
        ["wget"] = ("wget -qO- --content-on-error --header 'content-type: application/json' --post-data '" + Body + "' \"$1\"", true),
        ["urllib"] = ("/usr/bin/python3 CLIENTS/post.py \"$1\"", true),
        ["requests"] = ("/usr/bin/python3 CLIENTS/post-requests.py \"$1\"", true),
        ["aiohttp"] = ("/usr/bin/python3 CLIENTS/post-aiohttp.py \"$1\"", false),
        ["fetch"] = ("node CLIENTS/post-fetch.mjs \"$1\"", null),
        ["https"] = ("node CLIENTS/post-https.mjs \"$1\"", null),
        ["undici"] = ("node CLIENTS/post-undici.mjs \"$1\"", true),
        ["go"] = ("./post \"$1\"", true),
        ["java"] = ("java -cp . Post \"$1\"", true),
    };

    [TestCase("curl", "wget")]
    [TestCase("urllib", "requests", "aiohttp")]
    [TestCase("fetch", "https", "undici")]
    [TestCase("go")]
    [TestCase("java")]
    public async Task A_client_works_unmodified(params string[] names)
    {
        string clients = await ClientPackages.FolderAsync();
        string work = "";
        await using CliHost host = await CliHost.StartAsync(call => new SimulatedAnswer(new TokenUsage(300, 0, 0, 100, 0), Words, TimeSpan.Zero)
        {
            BeforeEvent = (word, cancellation) => UntilSeenAsync(Path.Combine(work, $"seen{call}"), word, cancellation),
        });
        work = host.Work;
        await BuildAsync(names[0], clients, host);
        foreach (string name in names)
        {
            await File.WriteAllTextAsync(
                Path.Combine(host.Work, $"ask-{name}"), All[name].Command.Replace(Clients, clients, StringComparison.Ordinal));
        }

        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"], "sh", "-c", string.Join("echo =====\n", names.Select((name, at) => $"""
            (
            sh ask-{name} {Url} | perl {clients}/arrivals.pl seen{2 * at}
            sh ask-{name} {Denied} 2>&1
            echo
            echo ---
            unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY JAVA_TOOL_OPTIONS
            sh ask-{name} {Url} | perl {clients}/arrivals.pl seen{(2 * at) + 1}
            )

            """)));
        string[] outputs = result.Output.Split("=====");
        Assert.That(outputs, Has.Length.EqualTo(names.Length), result.ToString());
        foreach ((string name, string output) in names.Zip(outputs))
        {
            Match[] streams = Streamed().Matches(output).ToArray();
            Assert.That(streams, Has.Length.EqualTo(2), $"{name}, by the variables and without them\n{result}");
            Assert.That(
                streams.Select(stream => stream.Groups["pieces"].Value), Is.All.EqualTo($"{Words.Length}"),
                $"{name}: each word arrives before the next is sent\n{result}");

            string refusal = output.Split("---")[0];
            if (All[name].Asks is { } asks)
            {
                Assert.That(refusal.Contains("host_not_allowed", StringComparison.Ordinal) && refusal.Contains("allowlist", StringComparison.Ordinal),
                    Is.EqualTo(asks), $"{name}\n{result}");
            }
        }

        Assert.That((await host.UsageAsync()).Sum(row => row.ChargedTokens), Is.EqualTo(800 * names.Length));
    }

    [TestCase("claude", "anthropic")]
    [TestCase("codex", "chat", "responses")]
    public async Task An_sdk_shows_the_refusal_of_a_spent_budget_after_one_request(string provider, params string[] sdks)
    {
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync($"budget:\n  {provider}: {{tokens: 1, gate: off}}\n");
        CommandResult result = await host.InBottleAsync(
            ["--share", $"{clients}:ro"], "sh", "-c", string.Join("; echo =====; ", sdks.Select(sdk => $"node {clients}/refused-sdk.mjs {sdk}")));
        string[] outputs = result.Output.Split("=====\n");
        Assert.That(outputs, Has.Length.EqualTo(sdks.Length), result.ToString());
        Assert.That(outputs, Is.All.StartsWith("402 ").And.All.Contain($"the budget is exhausted ({provider}, scope host: "), result.ToString());
        CommandResult log = await host.BotBottleAsync("log", "--json");
        Assert.That(log.Output.Split('\n').Count(line => line.Contains("budget_exhausted", StringComparison.Ordinal)), Is.EqualTo(sdks.Length), log.ToString());
    }

    private static async Task BuildAsync(string name, string clients, CliHost host)
    {
        string[] command = name switch
        {
            "go" => ["go", "build", "-o", Path.Combine(host.Work, "post"), Path.Combine(clients, "post.go")],
            "java" => ["javac", "-d", host.Work, Path.Combine(clients, "Post.java")],
            _ => ["true"],
        };
        // Without cgo, because a machine need not have a C compiler. Go's usual cache compiles its library once for all tests.
        Dictionary<string, string?> environment = new() { ["GO111MODULE"] = "off", ["CGO_ENABLED"] = "0" };
        CommandResult built = await Command.RunAsync(command[0], command[1..], host.Work, environment);
        Assert.That(built.ExitCode, Is.Zero, built.ToString());
    }

    /// <summary>Waits until the agent has seen this many words, so that no word is sent while an earlier one is delayed.</summary>
    private static async Task UntilSeenAsync(string file, int words, CancellationToken cancellation)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(120));
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(3));
        while (words > 0 && !(new FileInfo(file) is { Exists: true } seen && seen.Length >= words))
        {
            await look.WaitForNextTickAsync(bound.Token);
        }
    }

    [GeneratedRegex(@"streamed (?<pieces>\d+) pieces")]
    private static partial Regex Streamed();
}
