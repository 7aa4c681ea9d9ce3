using System.Diagnostics;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>The built controller in its own home, as outside of tests.</summary>
internal sealed class RealController : IAsyncDisposable
{
    private readonly TestFolder _home = new();

    private RealController() => Client = new ControllerClient(_home.File("controller.sock"));

    /// <summary>The operator's side.</summary>
    public ControllerClient Client { get; }

    public static async Task<RealController> StartAsync()
    {
        RealController controller = new();
        await controller.CallAsync("start");
        return controller;
    }

    /// <summary>A run of this process, as its proxy sees it.</summary>
    public async Task<(ControllerAddress Address, string Spool)> RegisterAsync()
    {
        RunRegistered run = await Client.RegisterAsync(new RunRegistration(
            null, null, [], IsolationKind.None, null, new Dictionary<string, long>(), [], ["sleep"], _home.Path, Environment.ProcessId));
        return (new ControllerAddress(_home.File("proxy.sock"), run.Token), Path.Combine(run.Folder, "spool"));
    }

    /// <summary>Ends it with kill -9 and starts another one.</summary>
    public async Task KillAndStartAgainAsync()
    {
        using (Process process = Process.GetProcessById((await Client.StatusAsync()).Pid))
        {
            process.Kill();
            await process.WaitForExitAsync().Within();
        }
        await CallAsync("start");
    }

    public async ValueTask DisposeAsync()
    {
        await CallAsync("stop");
        Client.Dispose();
        _home.Dispose();
    }

    private async Task CallAsync(string verb)
    {
        // .../Proxy.Tests/bin/CONFIGURATION/net10.0/ is beside .../Controller/bin/CONFIGURATION/net10.0/.
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string cli = Path.Combine(
            framework.Parent!.Parent!.Parent!.Parent!.FullName, "Controller", "bin", framework.Parent.Name, framework.Name, "bot-bottle");
        (int code, string said) = await RealProgram.RunAsync(
            cli, ["controller", verb], environment: new Dictionary<string, string?> { ["BOT_BOTTLE_HOME"] = _home.Path });
        Assert.That(code, Is.Zero, said);
    }
}
