using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Proxy;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

// Reads one configuration from standard input, says "ready" or why not on standard output (exit 2), and serves until SIGTERM or its parent's end.
// Everything that it needs to know comes by that pipe: it holds secrets, which argument lists and environments give away.
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
    // Before the first handshake waits for them: the system keeps what was loaded, and whoever needs it hears of a fault.
    _ = Task.Run(UpstreamTrust.SystemRoots);
    await Task.WhenAny(stop.Task, OwnProcess.ParentGoneAsync(parent, TimeProvider.System)).ConfigureAwait(false);
}
return 0;

// Not by Console.Out, whose search for the terminal's encoding takes a tenth of a start.
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
