using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>The real program, started in the same way as by a bottle's launcher.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ProxyProcess(Process process, string firstLine, EndPoint endpoint)
    {
        _process = process;
        FirstLine = firstLine;
        Endpoint = endpoint;
    }

    /// <summary>Its first line: ready, or the reason why not.</summary>
    public string FirstLine { get; }

    public EndPoint Endpoint { get; }

    public int Id => _process.Id;

    /// <summary>Starts the program and waits for its first line.</summary>
    /// <param name="run">Its only run; the listener is chosen here.</param>
    /// <param name="upstream">The upstream settings.</param>
    public static async Task<ProxyProcess> StartAsync(ProxyRun run, UpstreamConfiguration upstream)
    {
        IPEndPoint endpoint = FreeEndpoint();
        ProxyConfiguration configuration = new(
            [run with { Listeners = [new ProxyListener(ListenerKind.Proxy, null, endpoint.ToString())] }], upstream, []);
        return await StartAsync(JsonSerializer.Serialize(configuration, ControlJson.Default.ProxyConfiguration), endpoint);
    }

    /// <summary>Starts the program with a given standard input.</summary>
    public static async Task<ProxyProcess> StartAsync(string input, EndPoint endpoint, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "bot-bottle-proxy"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string line = await process.StandardOutput.ReadLineAsync().Within() ?? "";
        return new ProxyProcess(process, line, endpoint);
    }

    /// <summary>Ends it with kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within();
    }

    /// <summary>Ends it with SIGTERM and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().Within();
        return await ExitCodeAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().Within();
        return _process.ExitCode;
    }

    /// <summary>Its standard error; read it when the program has ended.</summary>
    public Task<string> ErrorsAsync() => _process.StandardError.ReadToEndAsync().Within();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    private static IPEndPoint FreeEndpoint()
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return (IPEndPoint)probe.LocalEndpoint;
    }
}
