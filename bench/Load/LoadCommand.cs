using System.Globalization;

namespace BotBottle.Bench.Load;

/// <summary>
/// <c>dotnet run -c Release --project bench -- load [tunnels|scanning]...</c>, <c>load streams</c> and <c>load compare</c>: the whole proxy under load,
/// compared with the same load without it. Client and upstream share the machine with the proxy, so that the figures can be compared with each other but not
/// with those of another machine.
/// </summary>
internal static class LoadCommand
{
    private static readonly string[] Scenarios = ["tunnels", "scanning"];

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

        if (arguments is ["streams", .. var shapes])
        {
            using BenchAuthority authority = new("outside");
            using LoadUpstream server = new(authority);
            return await StreamsCommand.RunAsync(new Queue<string>(shapes), server, authority);
        }

        if (arguments.Except(Scenarios).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"load: there is no scenario '{unknown}'; there are: {string.Join(", ", Scenarios)}");
            return 2;
        }

        using BenchAuthority outside = new("outside");
        using LoadUpstream upstream = new(outside);
        if (arguments.Length == 0 || arguments.Contains("tunnels"))
        {
            using ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, runs: 10);
            Console.WriteLine($"proxy ready after {proxy.Started.TotalMilliseconds:F0} ms");
            Print("5,000 idle tunnels, proxy", await IdleTunnels.RunAsync(proxy.Way, 5000));
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
