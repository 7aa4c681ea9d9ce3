using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using BotBottle.Controller.Native;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>The verb <c>proxy</c>.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class ProxyAloneTests
{
    [Test]
    public async Task The_proxy_verb_requires_the_password_meters_to_standard_error_and_ends_on_a_signal()
    {
        await using CliHost home = await CliHost.StartAsync();
        string password = Path.Combine(home.Work, "password");
        await File.WriteAllTextAsync(password, "agent:secret\n");
        int port = FreePort();
        string ca = (await home.BotBottleAsync("ca", "path")).Output.TrimEnd();
        Assert.That(File.GetUnixFileMode(Path.ChangeExtension(ca, ".key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await using CliProcess proxy = home.Start("proxy", "--listen", $"127.0.0.1:{port}", "--password-file", password);
        await Wait.ForAsync(() => AnswersAsync(port));

        string[] call = ["--cacert", ca, "-w", "%{http_code} %{http_connect}", "-o", "answer", "https://api.anthropic.com/v1/messages", "-d",
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}"];
        Assert.That(await CurlAsync(home, [$"-xhttp://127.0.0.1:{port}", .. call]), Does.EndWith(" 407"));
        Assert.That(await CurlAsync(home, [$"-xhttp://agent:secret@127.0.0.1:{port}", .. call]), Does.StartWith("200 "));
        proxy.Signal(Signal.Terminate);
        CommandResult result = await proxy.EndAsync();
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((0, "")), result.ToString());
        Assert.That(result.Error, Does.Not.Contain("warning"));
        Assert.That(
            result.Error.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!.ToJsonString()), Has.Some.Contains("300"));
    }

    [Test]
    public async Task Without_a_password_it_warns_that_anyone_can_use_the_keys()
    {
        await using CliHost home = await CliHost.StartAsync();
        int port = FreePort();
        await using CliProcess proxy = home.Start("proxy", "--listen", $"127.0.0.1:{port}");
        await Wait.ForAsync(() => AnswersAsync(port));
        proxy.Signal(Signal.Terminate);
        CommandResult result = await proxy.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Error, Does.Contain($"warning: every client that reaches 127.0.0.1:{port} uses your key (ANTHROPIC_API_KEY, OPENAI_API_KEY)"));
    }

    [Test]
    public async Task A_port_in_use_is_reported()
    {
        await using CliHost home = await CliHost.StartAsync();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        CommandResult result = await home.BotBottleAsync("proxy", "--listen", taken.LocalEndpoint.ToString()!);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain("the proxy did not start: ").And.Contain(taken.LocalEndpoint.ToString()!));
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> CurlAsync(CliHost home, string[] arguments)
    {
        System.Diagnostics.ProcessStartInfo start = new("curl", ["-sS", .. arguments]) { WorkingDirectory = home.Work, RedirectStandardOutput = true };
        using System.Diagnostics.Process curl = System.Diagnostics.Process.Start(start)!;
        string output = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return output;
    }
}
