using System.Diagnostics;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A network namespace as a machine with its own public addresses: its proxy reaches none of them unless the operator names it.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class OwnAddressTests
{
    // A service listens on every address. 93.184.217.0/24 is local by a route without an interface; every address of a loopback interface's network is local.
    private const string Script = """
        ip link set lo up
        ip addr add 93.184.216.34/32 dev lo
        ip addr add 93.184.218.1/24 dev lo
        ip -6 addr add 2600:1f18::1/64 dev lo
        ip route add local 93.184.217.0/24 dev lo
        python3 -m http.server 8080 --bind :: > /dev/null 2>&1 & SERVER=$!
        "$1" proxy --listen 127.0.0.1:3128 --routes routes.yml > proxy.log 2>&1 & PROXY=$!
        trap 'kill $SERVER $PROXY' EXIT
        curl -s -o /dev/null --retry 1000 --retry-connrefused --retry-delay 0 --retry-max-time 60 http://127.0.0.1:3128/
        curl -s -o /dev/null --retry 1000 --retry-connrefused --retry-delay 0 --retry-max-time 60 http://127.0.0.1:8080/
        ask() { curl -g -s -o body -w "$1 %{http_code} " -x http://127.0.0.1:3128 "http://$1/"; grep -o 'an address of this machine\|a network that this machine is on' body | head -1 | grep . || echo; }
        ask 93.184.216.34:8080
        ask 93.184.217.9:8080
        ask 93.184.218.9:8080
        ask "[2600:1f18::1]:8080"
        ask "[2600:1f18::2]:8080"
        ask "[2002:5db8:d822::1]:8080"
        ask 93.184.216.36:8080
        ip addr add 93.184.216.35/32 dev lo
        ask 93.184.216.35:8080
        """;

    private const string Expected = """
        93.184.216.34:8080 403 an address of this machine
        93.184.217.9:8080 403 an address of this machine
        93.184.218.9:8080 403 an address of this machine
        [2600:1f18::1]:8080 403 an address of this machine
        [2600:1f18::2]:8080 403 a network that this machine is on
        [2002:5db8:d822::1]:8080 403 an address of this machine
        93.184.216.36:8080 200 
        93.184.216.35:8080 403 an address of this machine
        """;

    [Test]
    public async Task Present_and_later_public_addresses_of_the_machine_are_closed()
    {
        await using CliHost host = await CliHost.StartAsync();
        string folder = Path.Combine(host.Work, "own");
        string home = Path.Combine(folder, "home");
        Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(home, "settings.yml"), "upstream: {resolve: {93.184.216.36: \"93.184.216.34:8080\"}}\n");
        IEnumerable<string> hosts = Expected.Split('\n').Select(line => line.Split(' ')[0]);
        await File.WriteAllTextAsync(Path.Combine(folder, "routes.yml"), "routes:\n" + string.Concat(hosts.Select(open => $"- {{host: \"{open}\"}}\n")));
        ProcessStartInfo start = new("unshare", ["--user", "--map-root-user", "--net", "sh", "-c", Script, "sh", CliHost.Cli])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["BOT_BOTTLE_HOME"] = home;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.That(output.TrimEnd('\n'), Is.EqualTo(Expected), await error);
    }
}
