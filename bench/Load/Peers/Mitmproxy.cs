using System.Net;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// mitmdump (Debian's <c>mitmproxy</c>): it terminates TLS like Bot Bottle's proxy, with an addon that only sets the upstream's address, and streams bodies.
/// </summary>
internal static class Mitmproxy
{
    private const string Program = "/usr/bin/mitmdump";

    /// <summary>True if it is installed.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public static async Task<Contender> StartAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bb-mitmproxy");
        BenchAuthority inside = new("mitmproxy");
        int port = ProxyUnderTest.FreePorts(1)[0];
        string At(string name) => Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(At("mitmproxy-ca.pem"), inside.Pem.Key + "\n" + inside.Pem.Certificate);
        await File.WriteAllTextAsync(At("outside.pem"), outside.Pem.Certificate);
        await File.WriteAllTextAsync(At("where.py"), $"def server_connect(data):\n    data.server.address = ('127.0.0.1', {upstream.Endpoint.Port})\n");
        PeerProcess process = await PeerProcess.StartAsync(
            folder, port, Program, "-q", "--listen-host", "127.0.0.1", "-p", $"{port}", "-s", At("where.py"), "--set", $"confdir={folder.FullName}",
            "--set", $"ssl_verify_upstream_trusted_ca={At("outside.pem")}", "--set", "http2=false", "--set", "connection_strategy=lazy", "--set",
            "stream_large_bodies=64k");
        Way way = new("mitmproxy", [new IPEndPoint(IPAddress.Loopback, port)], upstream.Endpoint, inside, process.Id) { Host = LoadUpstream.Plain };
        return new Contender("mitmproxy", way, [process.Id], process, inside);
    }
}
