using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Bottles;

/// <summary>A scratch host: a home, a project and a state folder of its own, and bottles started in them for real.</summary>
internal sealed class BottleHost : IDisposable
{
    public BottleHost()
    {
        Root = Directory.CreateTempSubdirectory("bottle-test-").FullName;
        foreach (var folder in (string[])[Home, Project, State])
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; }

    public string Home => Path.Combine(Root, "home");

    public string Project => Path.Combine(Root, "home", "project");

    public string State => Path.Combine(Root, "home", ".bot-bottle");

    /// <summary>What the backend told its caller.</summary>
    public StringWriter Messages { get; } = new();

    public BottlePlan Plan(params string[] command)
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        return new BottlePlan
        {
            RunId = id,
            RunFolder = Path.Combine(State, "runs", id),
            StateFolder = State,
            Command = command,
            WorkingFolder = Project,
            CaPem = TestCa.Pem,
            HostEnvironment = new Dictionary<string, string> { ["HOME"] = Home, ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["SECRET"] = "host only" },
        };
    }

    /// <summary>Runs a shell script as the agent, which leaves what it has to say in the shared folder's file "out".</summary>
    [SupportedOSPlatform("linux")]
    public async Task<(int Code, string Output)> RunAsync(string script, Func<BottlePlan, BottlePlan>? change = null)
    {
        var output = Path.Combine(Project, "out");
        var plan = Plan("sh", "-c", $"exec >out 2>&1\n{script}");
        await using var bottle = await new SandboxBackend(Messages).LaunchAsync(change?.Invoke(plan) ?? plan, CancellationToken.None);
        await bottle.StartAsync();
        var exit = await bottle.WaitAsync();
        return (exit.Code, File.Exists(output) ? await File.ReadAllTextAsync(output) : "");
    }

    /// <summary>A server that answers the first connection of a listener with a fixed text, and returns what it was sent.</summary>
    public static async Task<string> AnswerOnceAsync(BottleListener listener, string answer)
    {
        using var server = new Socket(new SafeSocketHandle(listener.Handle.DangerousGetHandle(), ownsHandle: false));
        using var client = await server.AcceptAsync();
        var buffer = new byte[4096];
        var length = await client.ReceiveAsync(buffer);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
