using System.Globalization;
using System.Text;
using BotBottle.Bench.Load.Workloads;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// <c>load compare [--peers] [--rounds N] [--seconds S] [--json FILE] [--floors FILE] [LOAD...]</c>: no proxy, Bot Bottle's proxy without scanning and with all
/// features, and with <c>--peers</c> squid and mitmproxy if they are installed, under the same loads in turns. With <c>--floors</c>, only the loads in the
/// file, without a proxy and with all features; exit code 1 if a ratio is below its floor (<see cref="Floors"/>).
/// </summary>
internal static class CompareCommand
{
    private const int AtOnce = 16;

    /// <summary>The loads by name.</summary>
    private static readonly Dictionary<string, Func<IWorkload>> Loads = new(StringComparer.Ordinal)
    {
        ["json"] = () => new KeepAlive("1 KiB of JSON, kept alive, 16 clients", Get, AtOnce),
        ["tunnels"] = () => new NewTunnels("a new tunnel a request, 16 clients", Get, AtOnce),
        ["down"] = () => Bulk.Down(),
        ["up"] = () => Bulk.Up(Prompt(64 * 1024)),
        ["messages"] = () => new SocketMessages(AtOnce),
    };

    public static async Task<int> RunAsync(Queue<string> arguments, LoadUpstream upstream, BenchAuthority outside)
    {
        int rounds = 5;
        double seconds = 3;
        string? json = null;
        IReadOnlyDictionary<string, double>? floors = null;
        bool peers = false;
        List<string> words = [];
        while (arguments.TryDequeue(out string? word))
        {
            switch (word)
            {
                case "--peers": peers = true; break;
                case "--rounds": rounds = int.Parse(arguments.Dequeue(), CultureInfo.InvariantCulture); break;
                case "--seconds": seconds = double.Parse(arguments.Dequeue(), CultureInfo.InvariantCulture); break;
                case "--json": json = arguments.Dequeue(); break;
                case "--floors":
                    floors = Floors.Read(arguments.Dequeue());
                    words.AddRange(floors.Keys);
                    break;
                case var load when Loads.ContainsKey(load) || load == "calls": words.Add(load); break;
                default:
                    await Console.Error.WriteLineAsync($"load compare: '{word}' is no load and no option; loads are: {string.Join(", ", Loads.Keys)}, calls");
                    return 2;
            }
        }
        if (floors?.Keys.FirstOrDefault(word => !Loads.ContainsKey(word)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"load compare: the floors name '{unknown}', which is no load; loads are: {string.Join(", ", Loads.Keys)}");
            return 2;
        }
        TimeSpan turn = TimeSpan.FromSeconds(seconds);
        void Progress(string text) => Console.Error.WriteLine(text);
        using Contender straight = new("no proxy", new Way("no proxy", [], upstream.Endpoint, outside, null) { Host = LoadUpstream.Plain }, []);
        using Contender? bare = floors is null ? await BotBottle.StartWithoutScanningAsync(upstream, outside) : null;
        using Contender full = await BotBottle.StartAsync(upstream, outside);
        List<Contender> contenders = bare is null ? [straight, full] : [straight, bare, full];
        List<Contender> others = peers ? await StartPeersAsync(upstream, outside) : [];
        try
        {
            contenders.AddRange(others);
            List<IWorkload> workloads = [.. (words.Count == 0 ? Loads.Keys : words.Where(Loads.ContainsKey)).Select(word => Loads[word]())];
            List<ComparisonRow> rows = [.. await Comparison.RunAsync(contenders, workloads, rounds, turn, Progress)];
            if (words.Count == 0 || words.Contains("calls"))
            {
                // Model calls go to a provider's host: each is admitted, metered and written to the ledger.
                KeepAlive calls = new("model calls, 1 KiB back, 16 clients", Call, AtOnce);
                rows.AddRange(await Comparison.RunAsync([straight.To(LoadUpstream.Host), full.To(LoadUpstream.Host)], [calls], rounds, turn, Progress));
            }
            Comparison.Print(rows);
            if (json is not null)
            {
                await Comparison.WriteAsync(json, rows);
            }
            IReadOnlyList<string> missed = floors is null ? [] : Floors.Missed(floors, words.Where(Loads.ContainsKey).ToDictionary(
                word => word, word => rows.Single(row => row.Way == full.Name && row.Load == Loads[word]().Name).OfStraight));
            foreach (string miss in missed)
            {
                Console.WriteLine($"too slow: {miss}");
            }
            return missed.Count == 0 ? 0 : 1;
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    private static async Task<List<Contender>> StartPeersAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        List<Contender> peers = [];
        foreach ((string name, bool isInstalled, Func<Task<Contender>> start) in (IEnumerable<(string, bool, Func<Task<Contender>>)>)
            [("squid", Squid.IsInstalled, () => Squid.StartAsync(upstream, outside)),
                ("mitmproxy", Mitmproxy.IsInstalled, () => Mitmproxy.StartAsync(upstream, outside))])
        {
            if (isInstalled)
            {
                peers.Add(await start());
            }
            else
            {
                await Console.Error.WriteLineAsync($"{name} is not installed and is left out");
            }
        }
        return peers;
    }

    private static byte[] Get(string authority) => Encoding.ASCII.GetBytes(
        $"GET /json?page=3&sort=name HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: load/1.0\r\nAccept: application/json\r\nX-Request-Id: "
            + "8f14e45f-ceea-467f-9a6b-3a1f0c7d5b11\r\n\r\n");

    private static byte[] Call(string authority)
    {
        string body = $$"""{"model":"m","max_tokens":64,"messages":[{"role":"user","content":"{{new string('a', 32)}} what is the time?"}]}""";
        return Encoding.ASCII.GetBytes(
            $"POST /v1/messages HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static byte[] Prompt(int bytes) => Dlp.DlpInputs.All.First(input => input.Name == "prompt JSON").Bytes[..bytes];
}
