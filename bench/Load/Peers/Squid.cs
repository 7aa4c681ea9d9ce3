using System.Diagnostics;
using System.Net;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// squid with ssl-bump (Debian's <c>squid-openssl</c>): it terminates TLS like Bot Bottle's proxy and verifies the upstream, but caches, logs and searches
/// nothing.
/// </summary>
internal static class Squid
{
    private const string Program = "/usr/sbin/squid";
    private const string Certificates = "/usr/lib/squid/security_file_certgen";

    /// <summary>True if it is installed.</summary>
    public static bool IsInstalled => File.Exists(Program) && File.Exists(Certificates);

    public static async Task<Contender> StartAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bb-squid");
        BenchAuthority inside = new("squid");
        int port = ProxyUnderTest.FreePorts(1)[0];
        string At(string name) => Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(At("ca.pem"), inside.Pem.Key + "\n" + inside.Pem.Certificate);
        await File.WriteAllTextAsync(At("outside.pem"), outside.Pem.Certificate);
        await File.WriteAllTextAsync(At("hosts"), $"127.0.0.1 {LoadUpstream.Plain}\n");
        await File.WriteAllTextAsync(At("squid.conf"), $"""
            http_port 127.0.0.1:{port} ssl-bump tls-cert={At("ca.pem")} generate-host-certificates=on dynamic_cert_mem_cache_size=16MB
            sslcrtd_program {Certificates} -s {At("certificates")} -M 16MB
            ssl_bump bump all
            tls_outgoing_options cafile={At("outside.pem")}
            hosts_file {At("hosts")}
            acl SSL_ports port 443 {upstream.Endpoint.Port}
            http_access allow all
            http_upgrade_request_protocols websocket allow all
            cache deny all
            access_log none
            cache_log {At("cache.log")}
            cache_store_log none
            pid_filename none
            via off
            forwarded_for delete
            shutdown_lifetime 0 seconds
            pinger_enable off
            coredump_dir {folder.FullName}

            """);
        await RunAsync(Certificates, "-c", "-s", At("certificates"), "-M", "16MB");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "proxy", folder.FullName); // squid gives up root rights
        }
        PeerProcess process = await PeerProcess.StartAsync(folder, port, Program, "-N", "-f", At("squid.conf"));
        Way way = new("squid", [new IPEndPoint(IPAddress.Loopback, port)], upstream.Endpoint, inside, process.Id) { Host = LoadUpstream.Plain,
            Port = upstream.Endpoint.Port };
        return new Contender("squid", way, [process.Id], process, inside);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} ended with {process.ExitCode}: {said}");
        }
    }
}
