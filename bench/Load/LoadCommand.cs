using System.Globalization;

namespace BotBottle.Bench.Load;

/// <summary>
/// <c>dotnet run -c Release --project bench -- load [tunnels|streams|scanning]...</c> and <c>load compare</c>: the whole proxy under load, beside the same load without it. Client and upstream
/// share the machine with the proxy, so the figures are for comparing with each other and not with another machine's.
/// </summary>
internal static class LoadCommand
{
    private static readonly string[] Scenarios = ["tunnels", "streams", "scanning"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["compare", .. var rest])
        {
            using BenchAuthority authority = new("outside");
            using LoadUpstream server = new(authority);
            try
            {
                return await Peers.CompareCommand.RunAsync(new Queue<string>(rest), server, authority);
            }
            catch (InvalidDataException fault)
            {
                await Console.Error.WriteLineAsync($"load compare: {fault.Message}");
                return 2;
            }
        }

        if (arguments.Except(Scenarios).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"load: there is no scenario '{unknown}'; there are: {string.Join(", ", Scenarios)}");
            return 2;
        }

        using BenchAuthority outside = new("outside");
        using LoadUpstream upstream = new(outside);
        Way straight = new("straight", [], upstream.Endpoint, outside, null);
        if (arguments.Length == 0 || arguments.Contains("tunnels"))
        {
            using ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, runs: 10);
            Console.WriteLine($"proxy ready after {proxy.Started.TotalMilliseconds:F0} ms");
            Print("5,000 idle tunnels, proxy", await IdleTunnels.RunAsync(proxy.Way, 5000));
        }
        if (arguments.Length == 0 || arguments.Contains("streams"))
        {
            foreach ((int count, int rate) in ((int, int)[])[(100, 2), (100, 20), (1000, 2)])
            {
                using ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, runs: 4);
                Print($"{count} streams, {rate} events a second each, straight", await EventStreams.RunAsync(straight, count, rate, seconds: 20));
                Print($"{count} streams, {rate} events a second each, proxy", await EventStreams.RunAsync(proxy.Way, count, rate, seconds: 20));
            }
        }
        if (arguments.Length == 0 || arguments.Contains("scanning"))
        {
            await ScanningOnOff.RunAsync(upstream, outside, Print);
        }
        return 0;
    }

    private static void Print(string title, Dictionary<string, double> figures)
    {
        Console.WriteLine(title);
        foreach ((string name, double value) in figures)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-36} {value,12:#,0.###}"));
        }
    }
}
