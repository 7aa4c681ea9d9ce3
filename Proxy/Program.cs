using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Proxy;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

// Reads one configuration from standard input, prints "ready" or the error on standard output (exit status 2), and serves until SIGTERM or its parent's end.
// All settings arrive on that pipe, because they contain secrets, which argument lists and environments reveal.
int parent = OwnProcess.ParentId();
OwnProcess.HideMemory();
ProxyServer server;
try
{
    TextWriter errors = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
    server = await ProxyServer.StartAsync(ReadConfiguration(), errors, TimeProvider.System).ConfigureAwait(false);
}
catch (ProxyConfigurationException exception)
{
    Say(exception.Message.ReplaceLineEndings(" "));
    return 2;
}

await using (server.ConfigureAwait(false))
{
    TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        stop.TrySetResult();
    });
    Say("ready");
    // Loads the roots before the first handshake needs them. The system caches them; a failure is reported to the handshake that needs them.
    _ = Task.Run(UpstreamTrust.SystemRoots);
    await Task.WhenAny(stop.Task, OwnProcess.ParentGoneAsync(parent, TimeProvider.System)).ConfigureAwait(false);
}
return 0;

// Console.Out would look up the terminal's encoding, which takes a tenth of the start time.
static void Say(string line)
{
    using Stream output = Console.OpenStandardOutput();
    output.Write(Encoding.UTF8.GetBytes(line + "\n"));
}

static ProxyConfiguration ReadConfiguration()
{
    try
    {
        using Stream input = Console.OpenStandardInput();
        return ProxyConfigurationReader.Read(input);
    }
    catch (JsonException exception)
    {
        throw new ProxyConfigurationException($"the configuration cannot be read: {exception.Message}");
    }
}
